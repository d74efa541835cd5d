import type { Duplex } from "node:stream";
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
  /** The NVIDIA driver of its host, and the newest CUDA that it runs. */
  driver: string;
  cuda: string;
  /** Paths and their contents. */
  readonly files: Readonly<Record<string, string>>;
  /** Keeps a file on the disk, or (null) removes it; false: the disk is full. */
  write(path: string, content: string | null): boolean;
  /** What takes a connection to a TCP port of its own; null: nothing listens there. */
  listening(port: number): ((connection: Duplex) => void) | null;
  powerOff(): void;
  reboot(): void;
};

export const motd = [
  "This is a SIMULATED machine of the demonstration cluster. Nothing is computed here:",
  "the shell knows a handful of commands (type 'help'), and the cards are not real.",
  "",
].join("\n");
