/**
 * What a cluster keeps for this deployment besides machines. Names are ours: a volume's or an image's own, a snapshot's
 * is `<machine or volume>/<snapshot>`.
 */
export type OwnThing = {
  kind: "volume" | "image" | "snapshot";
  name: string;
  /** Empty for an image: all hosts have it. */
  host: string;
  /** A snapshot has those that its machine or volume had then. */
  tags: Record<string, string>;
};

export interface OwnStorage {
  /** Everything that carries this deployment's tag, also on hosts that do not answer. Throws ComputeError alone. */
  ownThings(): Promise<OwnThing[]>;
}
