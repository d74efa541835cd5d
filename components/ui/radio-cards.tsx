"use client";
/** One of a few, each with room for what it means and costs. Native radios: arrow keys and no-JavaScript forms work. */
import type { ReactNode } from "react";
import { useMessages } from "@/components/i18n/provider";
import { cx } from "./cx";
import { type FieldBase, FieldError, FieldHelp, useField } from "./field-frame";

export type RadioCard = {
  value: string;
  title: ReactNode;
  text?: ReactNode;
  /** At the right edge: a price, a count. */
  end?: ReactNode;
  disabled?: boolean | undefined;
  /** A heading before the first of its kind. */
  group?: string | undefined;
};

export function RadioCards(
  props: FieldBase & {
    options: readonly RadioCard[];
    defaultValue?: string | undefined;
    value?: string | undefined;
    onValueChange?: ((value: string) => void) | undefined;
    /** Columns on wide screens. Default 1. */
    columns?: 1 | 2 | 3 | undefined;
  },
) {
  const m = useMessages("ui");
  const { wiring, error, typed } = useField(props);
  const { id, name } = wiring;
  const columns = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" }[props.columns ?? 1];
  const initial = typed ?? props.defaultValue;
  return (
    <fieldset aria-describedby={wiring["aria-describedby"]} className={cx("min-w-0", props.className)}>
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-3 font-medium">
        <span>
          {props.label}
          {props.optional ? <span className="font-normal text-faint"> ({m.fieldOptional})</span> : null}
        </span>
        {props.aside}
      </legend>
      <div className={cx("grid gap-2", columns)}>
        {props.options.map((option, index) => [
          option.group && option.group !== props.options[index - 1]?.group ? (
            <p key={option.group} className="col-span-full mt-2 text-muted first:mt-0">
              {option.group}
            </p>
          ) : null,
          <label
            key={option.value}
            className={cx(
              "flex min-h-11 items-start gap-3 rounded-md border bg-surface px-3 py-2.5",
              option.disabled ? "cursor-not-allowed! border-line text-faint" : "border-edge hover:bg-hover",
              "has-checked:border-accent has-checked:bg-accent-soft has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)]",
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              required={wiring.required}
              disabled={option.disabled}
              aria-invalid={wiring["aria-invalid"]}
              {...(props.value === undefined
                ? { defaultChecked: initial === option.value }
                : { checked: props.value === option.value })}
              onChange={() => props.onValueChange?.(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent-fill outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.title}</span>
              {option.text ? <span className="block text-muted">{option.text}</span> : null}
            </span>
            {option.end ? <span className="figures shrink-0 text-right">{option.end}</span> : null}
          </label>,
        ])}
      </div>
      <FieldError id={`${id}-error`} text={error} />
      <FieldHelp id={`${id}-help`}>{props.help}</FieldHelp>
    </fieldset>
  );
}
