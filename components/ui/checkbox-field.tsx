"use client";
/** One yes-or-no that looks like a switch: for what takes effect at once. */
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { type FieldBase, FieldError, FieldHelp, useField } from "./field-frame";

type Native = Omit<ComponentProps<"input">, keyof FieldBase | "id" | "required" | "type">;
type Props = Omit<FieldBase, "aside"> & Native;

export function SwitchField(props: Props) {
  return <Tick {...props} role="switch" look={SWITCH_LOOK} indent="pl-11.5" />;
}

/** A native checkbox drawn as a switch: the knob is its ::before. */
const SWITCH_LOOK = cx(
  "relative h-5 w-9 appearance-none rounded-full border border-edge bg-inset transition-colors",
  "before:absolute before:top-[2px] before:left-[2px] before:size-3.5 before:rounded-full before:bg-edge",
  "before:transition-transform checked:border-accent-fill checked:bg-accent-fill",
  "checked:before:translate-x-4 checked:before:bg-on-fill",
);

function Tick({
  name,
  label,
  help,
  error,
  optional,
  className,
  look,
  indent,
  ...native
}: Props & { look: string; indent: string }) {
  const field = useField({ name, help, error, optional: optional ?? true });
  const { id } = field.wiring;
  const typed = field.typed === undefined ? native.defaultChecked : field.typed === "on";
  return (
    <div className={className}>
      <div className="flex items-start gap-2.5">
        <input
          {...native}
          {...field.wiring}
          {...(native.checked === undefined ? { defaultChecked: typed } : {})}
          type="checkbox"
          className={cx("shrink-0", look)}
        />
        <label htmlFor={id} className="min-w-0">
          {label}
        </label>
      </div>
      <div className={indent}>
        <FieldError id={`${id}-error`} text={field.error} />
        <FieldHelp id={`${id}-help`}>{help}</FieldHelp>
      </div>
    </div>
  );
}
