"use client";
/** The open menu. Loaded when the first menu button is pointed at or focused, through `MenuButton`. */
import { Menu as Base } from "@base-ui/react/menu";
import Link from "next/link";
import type { RefObject } from "react";
import { cx } from "./cx";
import type { MenuItem } from "./menu";

const ITEM = cx(
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none select-none max-md:min-h-11",
  "data-highlighted:bg-hover data-disabled:text-faint [&_svg]:size-4 [&_svg]:shrink-0",
);

export default function MenuPopup(props: {
  label: string;
  items: readonly MenuItem[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  opener: RefObject<HTMLButtonElement | null>;
}) {
  return (
    <Base.Root open={props.open} onOpenChange={props.onOpenChange}>
      {/* Inside the page's main landmark, where its opener is. */}
      <Base.Portal container={document.getElementById("content")}>
        <Base.Positioner anchor={props.opener} side="bottom" align="end" sideOffset={4} className="z-50">
          <Base.Popup
            aria-label={props.label}
            finalFocus={props.opener}
            className="max-h-(--available-height) min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-ink shadow-popup outline-none"
          >
            {props.items.map((item) =>
              item.href ? (
                <Base.LinkItem
                  key={item.label}
                  render={<Link href={item.href} />}
                  className={ITEM}
                  closeOnClick
                >
                  {item.icon}
                  {item.label}
                </Base.LinkItem>
              ) : (
                <Base.Item
                  key={item.label}
                  disabled={item.disabled ?? false}
                  onClick={() => item.onSelect?.()}
                  className={cx(ITEM, item.danger && "text-danger")}
                >
                  {item.icon}
                  <span>
                    {item.label}
                    {item.note ? <span className="block text-xs text-muted">{item.note}</span> : null}
                  </span>
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
