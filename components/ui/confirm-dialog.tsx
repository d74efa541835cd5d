"use client";
/** A button that asks first: the dialog says what happens, its button is the verb. Optionally the name must be typed. */
import type { ReactNode } from "react";
import type { ButtonProps } from "./button";
import { ConfirmForm } from "./confirm-form";
import { DialogButton } from "./dialog";
import type { FormAction } from "./form";

export function ConfirmDialog<T>(props: {
  button: Omit<ButtonProps, "onClick">;
  /** As in `DialogButton`. */
  asked?: boolean | undefined;
  title: ReactNode;
  /** What happens to money, card and disk, and when. */
  children: ReactNode;
  action: FormAction<T>;
  fields: Readonly<Record<string, string>>;
  confirm: string;
  danger?: boolean | undefined;
  typedName?: string | undefined;
  onSuccess?: ((data: T) => void) | undefined;
}) {
  const { button, asked, title, ...form } = props;
  return (
    <DialogButton button={button} asked={asked} title={title}>
      <ConfirmForm {...form} />
    </DialogButton>
  );
}
