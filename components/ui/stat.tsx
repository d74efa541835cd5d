/** A label and one large number, with a quiet line under it. `StatRow` lays several side by side, divided by lines. */
import type { ReactNode } from "react";

export function Stat(props: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-3">
      <dt className="text-xs text-muted">{props.label}</dt>
      <dd className="figures mt-1 text-2xl leading-8 font-medium">{props.value}</dd>
      {props.note ? <dd className="mt-0.5 text-muted">{props.note}</dd> : null}
    </div>
  );
}

export function StatRow(props: { children: ReactNode }) {
  return (
    <dl className="card grid grid-cols-[repeat(auto-fit,minmax(min(14rem,100%),1fr))] gap-px overflow-hidden bg-line *:bg-surface">
      {props.children}
    </dl>
  );
}
