"use client";
/**
 * What console and staff pages share: side bar, bar on top, content, and on phones a bottom bar with a sheet. Menu and
 * sheet are native popovers. A client component though little of it is script: it is on every page, and so its markup
 * is rendered once instead of being described once more beside the page.
 */
import { ChevronsUpDown, X } from "lucide-react";
import type { ReactNode } from "react";
import { useMessages } from "@/components/i18n/provider";
import { buttonClass } from "@/components/ui/button";
import { Toaster } from "@/components/ui/toaster";
import { AccountPanel } from "./account-panel";
import { Brand } from "./brand";
import { DemoBanner } from "./demo-banner";
import type { NavGroup, NavKey } from "./nav";
import { PhoneNav, SideNav } from "./side-nav";
import { SkipLink } from "./skip-link";

const SHEET = "places";
const ACCOUNT = "account-panel";

export type FrameProps = {
  brand: string;
  viewer: { name: string; email: string };
  demonstration: boolean;
  signOut: (form: FormData) => Promise<void>;
  /** Above the bar, from edge to edge. */
  banners?: ReactNode;
  /** Stays at the top of the content: the three numbers. */
  bar?: ReactNode;
  children: ReactNode;
};

export function AppFrame(
  props: FrameProps & {
    home: string;
    mark?: string | undefined;
    realm: "console" | "staff";
    groups: readonly NavGroup[];
    phone: readonly NavKey[];
    /** Above the navigation: the search button. */
    tools?: ReactNode;
  },
) {
  const m = useMessages("shell");
  const { close } = useMessages("ui");
  const account = { ...props.viewer, signOut: props.signOut };
  return (
    <div data-realm={props.realm} className="flex flex-1 flex-col">
      <SkipLink text={m.skip} />
      <div className="flex flex-1 max-md:flex-col">
        <div className="sticky top-0 flex h-dvh w-56 shrink-0 flex-col border-r border-line bg-surface max-md:hidden">
          <header className="px-4 pt-4 pb-3">
            <Brand name={props.brand} href={props.home} mark={props.mark} />
          </header>
          <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 py-1">
            {props.tools}
            <SideNav label={m.nav.main} groups={props.groups} />
          </div>
          <div className="border-t border-line p-2">
            <button
              type="button"
              popoverTarget={ACCOUNT}
              className="flex w-full items-center gap-2 rounded-md px-2.5 py-1.5 text-left hover:bg-hover"
            >
              <span className="min-w-0 flex-1">
                <span className="sr-only">{m.account.menu}: </span>
                <span className="block truncate font-medium">{props.viewer.name}</span>
                <span className="block truncate text-xs text-muted">{props.viewer.email}</span>
              </span>
              <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
            </button>
            <div
              id={ACCOUNT}
              popover="auto"
              role="dialog"
              aria-label={m.account.menu}
              className="fixed inset-auto bottom-16 left-2 m-0 w-64 rounded-lg border border-line bg-raised p-4 text-ink shadow-popup"
            >
              <AccountPanel {...account} />
            </div>
          </div>
        </div>

        <header className="flex items-center justify-between border-b border-line bg-surface px-4 py-1.5 md:hidden">
          <Brand name={props.brand} href={props.home} mark={props.mark} />
          {props.tools}
        </header>
        <div className="flex min-w-0 flex-1 flex-col max-md:pb-20">
          {props.demonstration ? <DemoBanner label={m.demonstrationLabel} text={m.demonstration} /> : null}
          {props.banners}
          {props.bar}
          <main
            id="content"
            tabIndex={-1}
            className="w-full max-w-page flex-1 px-4 py-5 outline-none sm:px-6 md:py-6 lg:px-8"
          >
            {props.children}
          </main>
        </div>
      </div>
      <PhoneNav label={m.nav.site} keys={props.phone} sheetId={SHEET} />
      <div
        id={SHEET}
        popover="auto"
        role="dialog"
        aria-label={m.nav.menu}
        className="fixed inset-x-0 top-auto bottom-0 m-0 max-h-[85dvh] w-full max-w-none overflow-y-auto rounded-t-lg border-t border-line bg-raised p-4 shadow-popup backdrop:bg-shade md:hidden"
      >
        <div className="mb-2 flex justify-end">
          <button
            type="button"
            popoverTarget={SHEET}
            popoverTargetAction="hide"
            className={buttonClass({ variant: "ghost", square: true })}
          >
            <X aria-hidden />
            <span className="sr-only">{m.nav.closeMenu}</span>
          </button>
        </div>
        <SideNav label={m.nav.menu} groups={props.groups} />
        <div className="mt-5 border-t border-line pt-4">
          <AccountPanel {...account} />
        </div>
      </div>
      <Toaster label={m.toasts} closeLabel={close} />
    </div>
  );
}
