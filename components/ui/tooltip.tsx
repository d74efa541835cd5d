"use client";
/**
 * A short explanation on hover or focus; Escape hides it. Never the only place of something needed: phones have no
 * hover. The child must be one focusable element (or text, with `focusable`).
 */
import { type ReactNode, useId, useState } from "react";
import { cx } from "./cx";

export function Tooltip(props: {
  text: string;
  children: ReactNode;
  side?: "top" | "bottom" | undefined;
  /** Makes plain text reachable by keyboard. */
  focusable?: boolean | undefined;
}) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the wrapper only watches; the child is what is operated
    <span
      className="relative inline-flex"
      onPointerEnter={(event) => event.pointerType === "mouse" && setShown(true)}
      onPointerLeave={() => setShown(false)}
      onFocus={() => setShown(true)}
      onBlur={() => setShown(false)}
      onKeyDown={(event) => event.key === "Escape" && setShown(false)}
    >
      {props.focusable ? (
        <button
          type="button"
          aria-describedby={id}
          className="cursor-help rounded-sm underline decoration-dotted"
        >
          {props.children}
        </button>
      ) : (
        props.children
      )}
      <span
        id={id}
        role="tooltip"
        className={cx(
          "absolute left-1/2 z-30 w-max max-w-64 -translate-x-1/2 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-popup",
          props.side === "bottom" ? "top-full mt-1.5" : "bottom-full mb-1.5",
          shown ? "" : "hidden",
        )}
      >
        {props.text}
      </span>
    </span>
  );
}
