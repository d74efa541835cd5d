import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";

const LOOK: Record<string, [StateTone, StateShape]> = {
  creating: ["info", "half"],
  restoring: ["info", "half"],
  ready: ["good", "full"],
  deleting: ["attention", "half"],
  failed: ["danger", "cross"],
  missing: ["danger", "cross"],
};

/** The state of a snapshot or image as word, shape and colour; under it what the provider said or how far it is. */
export function KeptState(props: {
  state: string;
  word: string;
  note?: string | undefined;
  detail: string | null;
}) {
  const [tone, shape] = LOOK[props.state] ?? ["neutral", "ring"];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <StatePill tone={tone} shape={shape} state={props.state} testId="kept-state">
        {props.word}
      </StatePill>
      {props.note ? <span className="figures text-muted">{props.note}</span> : null}
      {props.detail ? <span className="w-full text-xs text-danger">{props.detail}</span> : null}
    </span>
  );
}
