/** A payment's state in a word and a shape, and a decline's reason in a sentence. */
import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";
import type { PaymentView } from "@/lib/contracts/views";
import { formatCents } from "@/lib/format/money";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

const LOOK: Record<PaymentView["state"], { tone: StateTone; shape: StateShape }> = {
  open: { tone: "neutral", shape: "ring" },
  action_needed: { tone: "attention", shape: "half" },
  processing: { tone: "info", shape: "half" },
  paid: { tone: "good", shape: "full" },
  failed: { tone: "danger", shape: "cross" },
  abandoned: { tone: "neutral", shape: "cross" },
};

export function PaymentState(props: { payment: PaymentView; words: Messages["billing"] }) {
  const { state } = props.payment;
  return (
    <StatePill {...LOOK[state]} state={state} testId="payment-state">
      {props.words.states[state]}
    </StatePill>
  );
}

/** What happened to it after it was paid: a line each; none when nothing did. */
export function afterwards(payment: PaymentView, words: Messages["billing"], locale: string): string[] {
  const m = words.reversals;
  const { currency, refundedCents, dispute } = payment;
  const refunded =
    refundedCents === "0"
      ? ""
      : say(m.refunded, { amount: formatCents(BigInt(refundedCents), { currency, locale }) });
  return [refunded, dispute ? m.disputes[dispute] : ""].filter((line) => line !== "");
}

/** Why the last attempt failed; null when none did. */
export function declineSentence(code: string | null, words: Messages["billing"]): string | null {
  if (code === null) return null;
  const known: Readonly<Record<string, string>> = words.declines;
  return known[code] ?? words.declines.other;
}
