import type { CardLoad } from "../load";

export type GuestCard = { pciAddress: string; product: string; memoryMib: number };

/** What can be seen and done from inside a machine. */
export type Guest = {
  hostname: string;
  /** The users that SSH admits. */
  users: string[];
  publicKeys: string[];
  osRelease: { id: string; name: string; version: string };
  cards: GuestCard[];
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  bootedAt: Date;
  now(): Date;
  /** What the card at this place among `cards` is doing. */
  cardLoad(index: number): CardLoad;
  /** Paths and their contents. */
  files: Record<string, string>;
  powerOff(): void;
  reboot(): void;
};

export const motd = [
  "This is a SIMULATED machine of the demonstration cluster. Nothing is computed here:",
  "the shell knows a handful of commands (type 'help'), and the cards are not real.",
  "",
].join("\n");
