/** A state in a word and a shape; colour only repeats it. `StatePill` for states, `Badge` for plain labels. */
import type { ReactNode } from "react";
import { cx } from "./cx";

export type StateTone = "good" | "attention" | "danger" | "info" | "neutral";
/** Full: holds. Half: on its way. Ring: at rest. Cross: failed. */
export type StateShape = "full" | "half" | "ring" | "cross";

const TONE: Record<StateTone, string> = {
  good: "bg-good-soft border-good-line text-good",
  attention: "bg-attention-soft border-attention-line text-attention",
  danger: "bg-danger-soft border-danger-line text-danger",
  info: "bg-info-soft border-info-line text-info",
  neutral: "bg-inset border-line text-muted",
};

const SHELL =
  "inline-flex items-center gap-1.5 rounded-sm border px-1.5 py-px text-xs font-medium whitespace-nowrap";

export function StatePill(props: {
  tone: StateTone;
  shape: StateShape;
  /** The word. */
  children: ReactNode;
  /** Goes to `data-state`. */
  state?: string | undefined;
  testId?: string | undefined;
}) {
  return (
    <span data-testid={props.testId} data-state={props.state} className={cx(SHELL, TONE[props.tone])}>
      <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5 shrink-0">
        {props.shape === "cross" ? (
          <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        ) : (
          <circle
            cx="5"
            cy="5"
            r="3.75"
            fill={props.shape === "full" ? "currentColor" : "none"}
            stroke="currentColor"
            strokeWidth="1.5"
          />
        )}
        {props.shape === "half" ? <path d="M5 1.25a3.75 3.75 0 0 1 0 7.5z" fill="currentColor" /> : null}
      </svg>
      {props.children}
    </span>
  );
}

export function Badge(props: { tone?: StateTone | undefined; children: ReactNode }) {
  return <span className={cx(SHELL, TONE[props.tone ?? "neutral"])}>{props.children}</span>;
}
