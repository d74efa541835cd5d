"use client";
/** An amount of money as typed text (never a number input: no wheel, no float), with the currency's sign where it belongs. */
import type { ChangeEvent } from "react";
import { useReader } from "@/components/i18n/provider";
import { currencySign } from "@/lib/format/money";
import { cx } from "./cx";
import { type FieldBase, FieldFrame, useField } from "./field-frame";

export function AmountField(
  props: FieldBase & {
    currency: string;
    defaultValue?: string | undefined;
    value?: string | undefined;
    onValueChange?: ((typed: string) => void) | undefined;
  },
) {
  const { locale } = useReader();
  const field = useField(props);
  const { sign, before } = currencySign({ currency: props.currency, locale });
  const listen = {
    onChange: (event: ChangeEvent<HTMLInputElement>) => props.onValueChange?.(event.target.value),
  };
  return (
    <FieldFrame {...props} wiring={field.wiring} problem={field.error}>
      <div className="relative max-w-56">
        <span
          aria-hidden
          className={cx(
            "absolute inset-y-0 flex items-center px-3 text-muted",
            before ? "left-0" : "right-0",
          )}
        >
          {sign}
        </span>
        <input
          {...field.wiring}
          {...listen}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          {...(props.value === undefined
            ? { defaultValue: field.typed ?? props.defaultValue }
            : { value: props.value })}
          className={cx("control figures", before ? (sign.length > 1 ? "pl-14!" : "pl-8!") : "pr-12!")}
        />
      </div>
    </FieldFrame>
  );
}
