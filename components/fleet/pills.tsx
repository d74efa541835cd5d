/** The states of the fleet in a word and a shape. */
import { StatePill, type StateShape, type StateTone } from "@/components/ui/badge";
import type { CardState, FleetHostView, HealthView, RegionStatus } from "@/lib/contracts/fleet";
import type { Messages } from "@/lib/i18n";

type Words = Messages["fleet"];
type Look = { tone: StateTone; shape: StateShape };

const HEALTH: Record<HealthView["state"], Look> = {
  up: { tone: "good", shape: "full" },
  down: { tone: "danger", shape: "cross" },
  never: { tone: "info", shape: "half" },
  none: { tone: "neutral", shape: "ring" },
};
const STATUS: Record<RegionStatus, Look> = {
  online: { tone: "good", shape: "full" },
  announced: { tone: "info", shape: "half" },
  closed: { tone: "neutral", shape: "ring" },
};
const HOST: Record<FleetHostView["state"], Look> = {
  online: { tone: "good", shape: "full" },
  offline: { tone: "danger", shape: "cross" },
  evacuated: { tone: "attention", shape: "ring" },
  closed: { tone: "attention", shape: "half" },
  removed: { tone: "danger", shape: "cross" },
};
const CARD: Record<CardState, Look> = {
  free: { tone: "neutral", shape: "ring" },
  held: { tone: "good", shape: "full" },
  foreign: { tone: "attention", shape: "half" },
  missing: { tone: "danger", shape: "cross" },
  wrong: { tone: "danger", shape: "cross" },
};

export const HealthPill = (props: { health: HealthView; words: Words }) => (
  <StatePill {...HEALTH[props.health.state]} state={props.health.state} testId="region-health">
    {props.words.health[props.health.state]}
  </StatePill>
);

export const StatusPill = (props: { status: RegionStatus; words: Words }) => (
  <StatePill {...STATUS[props.status]} state={props.status} testId="region-status">
    {props.words.status[props.status]}
  </StatePill>
);

export const HostPill = (props: { state: FleetHostView["state"]; words: Words }) => (
  <StatePill {...HOST[props.state]} state={props.state} testId="host-state">
    {props.words.host.states[props.state]}
  </StatePill>
);

export const CardPill = (props: { state: CardState; words: Words }) => (
  <StatePill {...CARD[props.state]} state={props.state}>
    {props.words.card.states[props.state]}
  </StatePill>
);
