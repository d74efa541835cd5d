"use client";
/** One-line and many-line text. All native attributes pass through: type, autoComplete, inputMode, maxLength, … */
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { type FieldBase, FieldFrame, useField } from "./field-frame";

type Native<E extends "input" | "textarea"> = Omit<
  ComponentProps<E>,
  keyof FieldBase | "id" | "required" | "aria-describedby" | "aria-invalid"
>;

export function TextField({
  name,
  label,
  help,
  error,
  optional,
  aside,
  className,
  mono,
  ...native
}: FieldBase & Native<"input"> & { mono?: boolean | undefined }) {
  const field = useField({ name, help, error, optional });
  const initial = field.typed ?? native.defaultValue;
  return (
    <FieldFrame {...{ label, help, optional, aside, className }} wiring={field.wiring} problem={field.error}>
      <input
        type="text"
        {...native}
        {...field.wiring}
        {...(native.value === undefined ? { defaultValue: initial } : {})}
        className={cx("control", mono && "figures")}
      />
    </FieldFrame>
  );
}

export function TextAreaField({
  name,
  label,
  help,
  error,
  optional,
  aside,
  className,
  mono,
  ...native
}: FieldBase & Native<"textarea"> & { mono?: boolean | undefined }) {
  const field = useField({ name, help, error, optional });
  const initial = field.typed ?? native.defaultValue;
  return (
    <FieldFrame {...{ label, help, optional, aside, className }} wiring={field.wiring} problem={field.error}>
      <textarea
        rows={4}
        {...native}
        {...field.wiring}
        {...(native.value === undefined ? { defaultValue: initial } : {})}
        className={cx("control resize-y", mono && "figures")}
        spellCheck={mono ? false : native.spellCheck}
      />
    </FieldFrame>
  );
}
