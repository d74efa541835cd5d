import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";
import type { InstanceState } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";

const LOOK: Record<InstanceState, [StateTone, StateShape]> = {
  provisioning: ["info", "half"],
  booting: ["info", "half"],
  running: ["good", "full"],
  stopping: ["attention", "half"],
  stopped: ["neutral", "ring"],
  starting: ["info", "half"],
  terminating: ["attention", "half"],
  terminated: ["neutral", "ring"],
  failed: ["danger", "cross"],
};

/** The state of an instance as word, shape and colour. */
export function InstanceStatePill(props: {
  state: InstanceState;
  words: Messages["instancePages"]["states"];
}) {
  const [tone, shape] = LOOK[props.state];
  return (
    <StatePill tone={tone} shape={shape} state={props.state} testId="instance-state">
      {props.words[props.state]}
    </StatePill>
  );
}
