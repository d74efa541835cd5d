/** How much of something is used: a bar with its words. `share` between 0 and 1 only draws the bar. */
import type { ReactNode } from "react";
import { cx } from "./cx";

export function Meter(props: {
  label: string;
  share: number;
  /** The exact words: "3 of 8 GPUs". */
  value: ReactNode;
  tone?: "accent" | "good" | "attention" | "danger" | undefined;
}) {
  const percent = Math.round(Math.min(1, Math.max(0, props.share)) * 100);
  const fill = {
    accent: "bg-accent-fill",
    good: "bg-good",
    attention: "bg-attention",
    danger: "bg-danger",
  }[props.tone ?? "accent"];
  return (
    <div>
      <div className="flex justify-between gap-3">
        <span className="text-muted">{props.label}</span>
        <span className="figures">{props.value}</span>
      </div>
      {/* The words above say it all; the bar repeats them for the eye. */}
      <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-inset">
        <div className={cx("h-full", fill)} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
