import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";
import type { ShownVolumeState } from "@/lib/domain/volume-states";
import type { Messages } from "@/lib/i18n";

const LOOK: Record<ShownVolumeState, [StateTone, StateShape]> = {
  creating: ["info", "half"],
  available: ["neutral", "ring"],
  attaching: ["info", "half"],
  attached: ["good", "full"],
  detaching: ["attention", "half"],
  resizing: ["info", "half"],
  deleting: ["attention", "half"],
  deleted: ["neutral", "ring"],
  failed: ["danger", "cross"],
  lost: ["danger", "cross"],
};

/** The state of a volume as word, shape and colour. */
export function VolumeStatePill(props: {
  state: ShownVolumeState;
  words: Messages["volumePages"]["states"];
}) {
  const [tone, shape] = LOOK[props.state];
  return (
    <StatePill tone={tone} shape={shape} state={props.state} testId="volume-state">
      {props.words[props.state]}
    </StatePill>
  );
}
