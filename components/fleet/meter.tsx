/** How much of something is used: a bar for the eye, the two numbers for everybody. */
import type { Amount } from "@/lib/contracts/fleet";
import { type Messages, say } from "@/lib/i18n";

export function AmountMeter(props: {
  label: string;
  amount: Amount;
  /** Writes one of the two numbers. */
  format: (value: number) => string;
  words: Messages["fleet"]["region"];
}) {
  const { amount, format } = props;
  const share = amount.total === 0 ? 0 : Math.min(1, amount.used / amount.total);
  const text = say(props.words.used, { used: format(amount.used), total: format(amount.total) });
  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-xs text-muted">{props.label}</span>
        <span className="figures text-xs">{text}</span>
      </div>
      <svg
        viewBox="0 0 100 4"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="mt-1 block h-1 w-full"
      >
        <rect width="100" height="4" className="fill-line" />
        <rect width={share * 100} height="4" className="fill-accent" />
      </svg>
    </div>
  );
}
