"use client";
/** A button that opens a menu of actions. For few actions show buttons instead; a menu hides them. */
import { Ellipsis } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Button, type ButtonProps } from "./button";

const load = () => import("./menu-popup");
const MenuPopup = lazy(load);

export type MenuItem = {
  label: string;
  /** A second line: why it is disabled, what it costs. */
  note?: string | undefined;
  icon?: ReactNode;
  href?: string | undefined;
  onSelect?: (() => void) | undefined;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
};

export function MenuButton(props: {
  /** Spoken name of button and menu: "Actions for train-01". */
  label: string;
  items: readonly MenuItem[];
  /** How the button looks; three dots by default. */
  button?: Omit<ButtonProps, "onClick" | "aria-label"> | undefined;
}) {
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  const opener = useRef<HTMLButtonElement>(null);
  const look = props.button ?? { variant: "ghost" as const, size: "sm" as const, square: true };
  return (
    <>
      <Button
        {...look}
        ref={opener}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={state === "open"}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setState(state === "open" ? "closed" : "open")}
        icon={props.button ? props.button.icon : <Ellipsis aria-hidden />}
      />
      {state === "never" ? null : (
        <Suspense>
          <MenuPopup
            label={props.label}
            items={props.items}
            open={state === "open"}
            onOpenChange={(open) => setState(open ? "open" : "closed")}
            opener={opener}
          />
        </Suspense>
      )}
    </>
  );
}
