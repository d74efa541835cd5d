"use client";
/** The window of a dialog. Loaded when the first dialog opens, through `Dialog`. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { useMessages } from "@/components/i18n/provider";
import { buttonClass } from "./button";
import { cx } from "./cx";

export type DialogSize = "sm" | "md" | "lg";
/** Where the focus goes: the first thing to fill in or do, not the button that closes. */
const FIRST = "input:not([type=hidden]), select, textarea, button, a[href]";
const WIDTH: Record<DialogSize, string> = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-4xl" };

export default function DialogWindow(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  size?: DialogSize | undefined;
  /** Gets the focus back. */
  opener: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  const m = useMessages("ui");
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={() => body.current?.querySelector<HTMLElement>(FIRST) ?? true}
          finalFocus={() => props.opener.current ?? true}
          className={cx(
            "fixed z-50 flex max-h-[calc(100dvh-2rem)] flex-col overflow-hidden bg-raised text-ink shadow-popup",
            "inset-x-0 bottom-0 rounded-t-lg border border-line",
            "sm:inset-x-auto sm:top-[10vh] sm:bottom-auto sm:left-1/2 sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:rounded-lg",
            "sm:max-h-[80vh]",
            WIDTH[props.size ?? "sm"],
          )}
        >
          <div className="flex items-center gap-4 border-b border-line px-5 py-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base leading-6 font-semibold">{props.title}</Base.Title>
              {props.description ? (
                <Base.Description className="mt-1 text-muted">{props.description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label={m.close}
              className={buttonClass({ variant: "ghost", size: "sm", square: true, className: "-mr-2" })}
            >
              <X aria-hidden />
            </Base.Close>
          </div>
          <div ref={body} className="min-h-0 overflow-y-auto px-5 py-4">
            {props.children}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
