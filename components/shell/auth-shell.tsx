/** The frame of sign-in, sign-up and reset: one narrow column, nothing to get lost in. */
import type { ReactNode } from "react";
import { messages } from "@/lib/i18n";
import { Brand } from "./brand";
import { DemoBanner } from "./demo-banner";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

export function AuthShell(props: {
  brand: string;
  locale: string;
  demonstration: boolean;
  /** The page's h1. */
  title: string;
  text?: ReactNode;
  /** Below the card: the way to the neighbouring page. */
  below?: ReactNode;
  children: ReactNode;
}) {
  const m = messages(props.locale).shell;
  return (
    <>
      <SkipLink text={m.skip} />
      {props.demonstration ? <DemoBanner label={m.demonstrationLabel} text={m.demonstration} /> : null}
      <header className="flex items-center justify-between px-4 py-3 sm:px-6">
        <Brand name={props.brand} href="/" />
        <ThemeToggle words={m.theme} />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 py-8 outline-none sm:pb-24"
      >
        <h1 className="text-2xl leading-8 font-semibold tracking-tight">{props.title}</h1>
        {props.text ? <div className="mt-1 text-muted">{props.text}</div> : null}
        <div className="card mt-6 p-5 sm:p-6">{props.children}</div>
        {props.below ? <div className="mt-5 text-center text-muted">{props.below}</div> : null}
      </main>
    </>
  );
}
