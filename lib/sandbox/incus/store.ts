import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineRecord } from "./machine";

type Saved = { version: 1; nextPid: number; machines: MachineRecord[]; evacuated?: string[] };

/** A region's machines on disk: written whole and renamed into place, so a crash never leaves half a file. */
export class Store {
  readonly machines = new Map<string, MachineRecord>();
  /** Hosts that were evacuated by request; what the configuration says stands beside it. */
  readonly evacuated = new Set<string>();
  private nextPid = 1200;
  private readonly file: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, "state.json");
    const saved = read(this.file);
    if (!saved) return;
    this.nextPid = saved.nextPid;
    for (const host of saved.evacuated ?? []) this.evacuated.add(host);
    // A machine that was only half created when the sandbox ended is not there, as after a daemon's restart.
    for (const machine of saved.machines) if (!machine.creating) this.machines.set(machine.name, machine);
  }

  takePid(): number {
    this.nextPid += 37;
    return this.nextPid;
  }

  save(): void {
    const saved: Saved = {
      version: 1,
      nextPid: this.nextPid,
      machines: [...this.machines.values()],
      evacuated: [...this.evacuated],
    };
    // Private: start-up scripts and host keys are in it.
    writeFileSync(`${this.file}.new`, JSON.stringify(saved), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

function read(file: string): Saved | null {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const saved: Saved = JSON.parse(content);
  if (saved.version !== 1)
    throw new Error(`${file} was written by another version; remove it to start anew.`);
  return saved;
}
