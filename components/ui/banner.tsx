/**
 * A message that stays: what happened or holds, and what to do. Danger speaks up at once (role=alert), the rest politely
 * (role=status); `live={false}` for what was on the page from the start or stands inside a live region.
 */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

export type Tone = "good" | "attention" | "danger" | "info";

const LOOK = {
  good: { icon: CircleCheck, box: "bg-good-soft border-good-line", mark: "text-good" },
  attention: { icon: TriangleAlert, box: "bg-attention-soft border-attention-line", mark: "text-attention" },
  danger: { icon: CircleAlert, box: "bg-danger-soft border-danger-line", mark: "text-danger" },
  info: { icon: Info, box: "bg-info-soft border-info-line", mark: "text-info" },
} as const;

export function Banner(props: {
  tone: Tone;
  title?: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
  /** Buttons or links at the end. */
  action?: ReactNode;
  /** Spans the page from edge to edge, above a shell. */
  edge?: boolean | undefined;
  live?: boolean | undefined;
  testId?: string | undefined;
  className?: string | undefined;
}) {
  const { icon: Icon, box, mark } = LOOK[props.tone];
  const role = props.live === false ? undefined : props.tone === "danger" ? "alert" : "status";
  return (
    <div
      role={role}
      data-testid={props.testId}
      className={cx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 text-ink",
        props.edge ? "border-b px-4 py-2" : "rounded-lg border px-4 py-3",
        box,
        props.className,
      )}
    >
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", mark)} />
      <div className="min-w-48 flex-1">
        {props.title ? <p className="font-semibold">{props.title}</p> : null}
        {props.text ? <p>{props.text}</p> : null}
        {props.children}
      </div>
      {props.action ? <div className="flex flex-wrap items-center gap-2">{props.action}</div> : null}
    </div>
  );
}
