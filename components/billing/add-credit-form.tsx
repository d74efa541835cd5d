"use client";
/** How much credit to add: common amounts, an own one, and a button that says what it will do. */
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { AmountField } from "@/components/ui/amount-field";
import { Button } from "@/components/ui/button";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import type { TopUpView } from "@/lib/contracts/billing";
import { decimalText, formatCents, parseCents } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";

const PRESETS = [2_500n, 10_000n, 25_000n, 100_000n] as const;

export function AddCreditForm(props: {
  action: FormAction<TopUpView>;
  currency: string;
  minimumCents: string;
  maximumCents: string;
  /** Chosen by the server once per rendered form: what makes a double click one payment. */
  requestId: string;
}) {
  const m = useMessages("billing").form;
  const { locale } = useReader();
  const { currency } = props;
  const [typed, setTyped] = useState(decimalText(PRESETS[1], 100n, 2));
  const cents = parseCents(typed);
  const money = (amount: bigint) => formatCents(amount, { currency, locale });
  return (
    <Form action={props.action} aria-label={m.title}>
      {/* Another amount is another wish, also from the same form. */}
      <input type="hidden" name="requestId" value={`${props.requestId}-${cents ?? "none"}`} />
      <fieldset>
        <legend className="sr-only">{m.presets}</legend>
        <div className="flex flex-wrap gap-2">
          {PRESETS.map((preset) => (
            <Button
              key={`${preset}`}
              size="sm"
              aria-pressed={preset === cents}
              className="figures aria-pressed:border-accent aria-pressed:text-accent"
              onClick={() => setTyped(decimalText(preset, 100n, 2))}
            >
              {money(preset)}
            </Button>
          ))}
        </div>
      </fieldset>
      <AmountField
        name="amount"
        label={m.amount}
        currency={currency}
        value={typed}
        onValueChange={setTyped}
        help={say(m.limits, {
          least: money(BigInt(props.minimumCents)),
          most: money(BigInt(props.maximumCents)),
        })}
      />
      <div>
        <SubmitButton>
          {cents === null ? m.submitBlank : say(m.submit, { amount: money(cents) })}
        </SubmitButton>
      </div>
    </Form>
  );
}
