/** What a provider says of one machine at one moment. Counters only grow, until a boot sets them back. */
export type Counters = {
  /** Of all processors together. */
  cpuSeconds: number | null;
  diskReadBytes: number | null;
  diskWrittenBytes: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
};

export type Space = { usedBytes: number; totalBytes: number };

/** One card as its driver shows it. What the driver does not know is null. */
export type CardReading = {
  pciAddress: string;
  loadPercent: number | null;
  memory: Space | null;
  powerWatts: number | null;
  temperatureCelsius: number | null;
};

export type MachineReading = {
  name: string;
  counters: Counters;
  memory: Space | null;
  disk: Space | null;
  /** Null: they could not be asked. */
  cards: CardReading[] | null;
};
