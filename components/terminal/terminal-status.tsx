"use client";
import { useMessages } from "@/components/i18n/provider";
import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { TerminalEnd } from "@/lib/contracts/terminal";
import { say } from "@/lib/i18n/say";
import type { TerminalState } from "./use-terminal";

const LOOK: Record<TerminalState["kind"], [StateTone, StateShape]> = {
  connecting: ["info", "half"],
  connected: ["good", "full"],
  restored: ["good", "full"],
  reconnecting: ["attention", "half"],
  ended: ["neutral", "ring"],
};

/** Why it is over decides whether another shell can help. */
const NO_OTHER: ReadonlySet<TerminalEnd> = new Set(["signed_out", "not_allowed"]);

/** How the terminal is, in words, and the one thing to do about it. */
export function TerminalStatus(props: { state: TerminalState; running: boolean; again: () => void }) {
  const words = useMessages("terminal");
  const { state } = props;
  const [tone, shape] = LOOK[state.kind];
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-2">
      <div
        role="status"
        data-testid="terminal-status"
        className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1"
      >
        <StatePill tone={tone} shape={shape} state={state.kind}>
          {words.state[state.kind]}
        </StatePill>
        <NoteOf state={state} />
      </div>
      {state.kind === "ended" && props.running && !NO_OTHER.has(state.reason) ? (
        <Button size="sm" onClick={props.again}>
          {state.reason === "taken_over" ? words.here : words.again}
        </Button>
      ) : null}
    </div>
  );
}

function NoteOf({ state }: { state: TerminalState }) {
  const words = useMessages("terminal");
  if (state.kind === "restored" || state.kind === "reconnecting") return <p>{words.note[state.kind]}</p>;
  if (state.kind !== "ended") return null;
  const { reason, exitCode } = state;
  const failed = reason === "exited" && exitCode !== null && exitCode !== 0;
  return <p>{failed ? say(words.ended.exitedCode, { code: exitCode }) : words.ended[reason]}</p>;
}
