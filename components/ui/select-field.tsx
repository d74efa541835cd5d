"use client";
/** A choice from a list: the platform's own select, which works everywhere and without JavaScript. */
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { type FieldBase, FieldFrame, useField } from "./field-frame";

export type SelectOption = { value: string; label: string; disabled?: boolean | undefined };
export type SelectGroup = { label: string; options: readonly SelectOption[] };

type Native = Omit<ComponentProps<"select">, keyof FieldBase | "id" | "required" | "children" | "multiple">;

export function SelectField({
  name,
  label,
  help,
  error,
  optional,
  aside,
  className,
  options,
  placeholder,
  ...native
}: FieldBase &
  Native & {
    options: readonly (SelectOption | SelectGroup)[];
    /** A first entry without a value. */
    placeholder?: string | undefined;
  }) {
  const field = useField({ name, help, error, optional });
  return (
    <FieldFrame {...{ label, help, optional, aside, className }} wiring={field.wiring} problem={field.error}>
      <div className="relative">
        <select
          {...native}
          {...field.wiring}
          {...(native.value === undefined ? { defaultValue: field.typed ?? native.defaultValue } : {})}
          className="control appearance-none truncate pr-9!"
        >
          {placeholder !== undefined ? <option value="">{placeholder}</option> : null}
          {options.map((entry) =>
            "options" in entry ? (
              <optgroup key={entry.label} label={entry.label}>
                {entry.options.map(optionOf)}
              </optgroup>
            ) : (
              optionOf(entry)
            ),
          )}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
        />
      </div>
    </FieldFrame>
  );
}

function optionOf(option: SelectOption) {
  return (
    <option key={option.value} value={option.value} disabled={option.disabled}>
      {option.label}
    </option>
  );
}
