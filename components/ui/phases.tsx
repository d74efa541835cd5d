/**
 * The phases of something long, with how long each took or has taken: provisioning, a boot, an export. `seconds` of the
 * active phase may be a live element. Each state has a shape and a spoken word.
 */
import type { ReactNode } from "react";
import { cx } from "./cx";

export type PhaseState = "done" | "active" | "waiting" | "failed";
export type Phase = { key: string; label: string; state: PhaseState; seconds?: ReactNode; note?: ReactNode };

const MARK: Record<PhaseState, string> = {
  done: "border-good bg-good",
  active: "border-accent bg-surface ring-3 ring-accent-soft",
  waiting: "border-edge bg-surface",
  failed: "border-danger bg-danger",
};

export function Phases(props: {
  /** Spoken name: "Provisioning". */
  label: string;
  phases: readonly Phase[];
  words: Readonly<Record<PhaseState, string>>;
}) {
  return (
    <ol aria-label={props.label} className="flex flex-col">
      {props.phases.map((phase) => (
        <li key={phase.key} className="group relative flex gap-3 pb-4 last:pb-0">
          <span aria-hidden className="absolute top-4 bottom-0 left-[5.5px] w-px bg-line group-last:hidden" />
          <span aria-hidden className={cx("mt-1 size-3 shrink-0 rounded-full border-2", MARK[phase.state])} />
          <div className="min-w-0 flex-1">
            <p className={cx(phase.state === "waiting" ? "text-faint" : "font-medium")}>
              {phase.label}
              <span className="sr-only">, {props.words[phase.state]}</span>
            </p>
            {phase.note ? (
              <div className={phase.state === "failed" ? "text-danger" : "text-muted"}>{phase.note}</div>
            ) : null}
          </div>
          {phase.seconds === undefined ? null : (
            <span className="figures shrink-0 text-muted">{phase.seconds}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
