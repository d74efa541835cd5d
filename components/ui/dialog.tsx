"use client";
/**
 * A dialog and the button that opens it. The window's script is fetched when the button is pointed at or focused, so a
 * page with dialogs weighs no more than one without. `DialogButton` is enough for most; `Dialog` is opened by its parent.
 */
import {
  createContext,
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button, type ButtonProps } from "./button";
import type { DialogSize } from "./dialog-window";

const load = () => import("./dialog-window");
const DialogWindow = lazy(load);

const CloseContext = createContext<() => void>(() => {});

/** Closes the dialog around: for cancel buttons and `onSuccess`. */
export function useCloseDialog(): () => void {
  return use(CloseContext);
}

type Content = {
  title: ReactNode;
  description?: ReactNode;
  size?: DialogSize | undefined;
  children: ReactNode;
};

export function Dialog(
  props: Content & {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    /** Gets the focus back when the dialog closes. */
    opener: RefObject<HTMLElement | null>;
  },
) {
  const { onOpenChange } = props;
  const [wasOpen, setWasOpen] = useState(props.open);
  if (props.open && !wasOpen) setWasOpen(true);
  const close = useCallback(() => onOpenChange(false), [onOpenChange]);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <DialogWindow {...props}>
        <CloseContext value={close}>{props.children}</CloseContext>
      </DialogWindow>
    </Suspense>
  );
}

/** A button with its dialog. `button` takes a Button's props without functions, so server components can use it. */
export function DialogButton({
  button,
  asked = false,
  ...content
}: Content & {
  button: Omit<ButtonProps, "onClick">;
  /** The page's address asks for it (`?ask=stop`, from the palette): it opens, and closing forgets the question. */
  asked?: boolean | undefined;
}) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (asked) setOpen(true);
  }, [asked]);
  const change = useCallback(
    (next: boolean) => {
      setOpen(next);
      if (!next && asked) window.history.replaceState(null, "", window.location.pathname);
    },
    [asked],
  );
  const opener = useRef<HTMLButtonElement>(null);
  const preload = useMemo(() => ({ onPointerEnter: load, onFocus: load }), []);
  return (
    <>
      <Button {...button} {...preload} ref={opener} aria-haspopup="dialog" onClick={() => setOpen(true)} />
      <Dialog {...content} open={open} onOpenChange={change} opener={opener} />
    </>
  );
}
