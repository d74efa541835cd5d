/**
 * The frame of the public pages: header, content, footer. All of it is rendered on the server; the theme toggle is the
 * only script. On phones the navigation is a native popover.
 */
import { Menu, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ButtonLink, buttonClass } from "@/components/ui/button";
import { messages, say } from "@/lib/i18n";
import { Brand } from "./brand";
import { DemoBanner } from "./demo-banner";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

const LINK =
  "inline-flex min-h-9 items-center rounded-md px-2.5 font-medium text-muted hover:bg-hover hover:text-ink max-md:min-h-12 max-md:px-3 max-md:text-base";

export function SiteShell(props: {
  brand: string;
  locale: string;
  /** Somebody is signed in: one way to the console instead of two ways in. */
  signedIn?: boolean | undefined;
  demonstration: boolean;
  year: number;
  children: ReactNode;
}) {
  const m = messages(props.locale).shell;
  const links = (
    <>
      <Link href="/gpus" className={LINK}>
        {m.nav.gpus}
      </Link>
      <Link href="/docs" className={LINK}>
        {m.nav.docs}
      </Link>
      <Link href="/status" className={LINK}>
        {m.nav.status}
      </Link>
    </>
  );
  const entry = props.signedIn ? (
    <ButtonLink href="/console" variant="primary">
      {m.nav.console}
    </ButtonLink>
  ) : (
    <>
      <ButtonLink href="/sign-in" variant="ghost">
        {m.nav.signIn}
      </ButtonLink>
      <ButtonLink href="/sign-up" variant="primary">
        {m.nav.createAccount}
      </ButtonLink>
    </>
  );
  return (
    <>
      <SkipLink text={m.skip} />
      {props.demonstration ? <DemoBanner label={m.demonstrationLabel} text={m.demonstration} /> : null}
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-page items-center gap-6 px-4 py-2.5 sm:px-6">
          <Brand name={props.brand} href="/" />
          <nav aria-label={m.nav.main} className="flex flex-1 gap-1 max-md:hidden">
            {links}
          </nav>
          <div className="flex items-center gap-2 max-md:hidden">{entry}</div>
          <button
            type="button"
            popoverTarget="site-menu"
            className={buttonClass({ variant: "ghost", square: true, className: "ml-auto md:hidden" })}
          >
            <Menu aria-hidden />
            <span className="sr-only">{m.nav.menu}</span>
          </button>
        </div>
        <div
          id="site-menu"
          popover="auto"
          className="fixed inset-x-0 top-0 bottom-auto m-0 w-full max-w-none border-b border-line bg-surface p-4 shadow-popup backdrop:bg-shade md:hidden"
        >
          <div className="mb-2 flex items-center justify-between">
            <Brand name={props.brand} href="/" />
            <button
              type="button"
              popoverTarget="site-menu"
              popoverTargetAction="hide"
              className={buttonClass({ variant: "ghost", square: true })}
            >
              <X aria-hidden />
              <span className="sr-only">{m.nav.closeMenu}</span>
            </button>
          </div>
          <nav aria-label={m.nav.site} className="flex flex-col">
            {links}
          </nav>
          <div className="mt-3 grid grid-cols-2 gap-2">{entry}</div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {props.children}
      </main>
      <footer className="border-t border-line bg-surface">
        <div className="mx-auto flex max-w-page flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-6 text-muted sm:px-6">
          <div>
            <p>{m.footer.statement}</p>
            <p className="text-faint">{say(m.footer.madeBy, { year: props.year, brand: props.brand })}</p>
          </div>
          <nav aria-label={m.nav.legal} className="flex flex-wrap gap-x-5 gap-y-1">
            {(
              [
                ["/status", m.nav.status],
                ["/legal/terms", m.nav.terms],
                ["/legal/privacy", m.nav.privacy],
                ["/legal/acceptable-use", m.nav.acceptableUse],
              ] as const
            ).map(([href, label]) => (
              <Link
                key={href}
                href={href}
                className="inline-flex min-h-6 items-center hover:text-ink hover:underline"
              >
                {label}
              </Link>
            ))}
          </nav>
          <ThemeToggle words={m.theme} />
        </div>
      </footer>
    </>
  );
}
