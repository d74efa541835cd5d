"use client";
/** The list of places in the side bar, and on phones in the sheet; the current one is marked by its address. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useMessages } from "@/components/i18n/provider";
import { cx } from "@/components/ui/cx";
import { currentPlace, EVERY_HREF, type NavGroup, type NavKey, place } from "./nav";

/** Links in a popover close it: a soft navigation would leave it open. */
function closeSheet() {
  for (const sheet of document.querySelectorAll<HTMLElement>("[popover]:popover-open")) sheet.hidePopover();
}

export function SideNav(props: { label: string; groups: readonly NavGroup[] }) {
  const words = useMessages("shell").nav;
  const path = usePathname();
  const groups = props.groups.map((group) => ({
    label: group.label,
    places: group.keys.map((key) => place(key, words)),
  }));
  const current = currentPlace(
    path,
    groups.flatMap((group) => group.places.map((each) => each.href)),
  );
  return (
    <nav aria-label={props.label} className="flex flex-col gap-5">
      {groups.map((group) => (
        <div key={group.label}>
          <p className="mb-1 px-2.5 text-xs text-faint">{group.label}</p>
          <ul>
            {group.places.map(({ key, href, icon: Icon, label }) => (
              <li key={key}>
                <Link
                  href={href}
                  onClick={closeSheet}
                  aria-current={href === current ? "page" : undefined}
                  className={cx(
                    "flex min-h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-muted hover:bg-hover hover:text-ink",
                    "aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent max-md:min-h-11",
                  )}
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The bottom bar of phones: four places and the sheet with everything. */
export function PhoneNav(props: { label: string; keys: readonly NavKey[]; sheetId: string }) {
  const words = useMessages("shell").nav;
  const path = usePathname();
  const places = props.keys.map((key) => place(key, words));
  const current = currentPlace(path, EVERY_HREF);
  const elsewhere = places.every(({ href }) => href !== current);
  const item = cx(
    "flex min-h-14 flex-col items-center justify-center gap-0.5 px-1 text-xs font-medium text-muted",
    "focus-visible:-outline-offset-2 aria-[current=page]:text-accent",
  );
  return (
    <nav
      aria-label={props.label}
      className="fixed inset-x-0 bottom-0 z-30 grid auto-cols-fr grid-flow-col border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places.map(({ key, href, icon: Icon, label }) => (
        <Link key={key} href={href} aria-current={href === current ? "page" : undefined} className={item}>
          <Icon aria-hidden className="size-5" />
          {label}
        </Link>
      ))}
      <button type="button" popoverTarget={props.sheetId} className={cx(item, elsewhere && "text-accent")}>
        <span aria-hidden className="flex size-5 items-center justify-center text-base leading-none">
          ≡
        </span>
        {words.more}
      </button>
    </nav>
  );
}
