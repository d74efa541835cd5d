import { randomBytes } from "node:crypto";
import type { TerminalEnd } from "@/lib/contracts/terminal";
import type { RunningCommand, TerminalSize } from "@/lib/ports/machine-access";
import { Replay } from "./replay";

/** A page that shows a shell. */
export type Viewer = {
  begin(shell: string, from: number, fresh: boolean): void;
  output(data: Buffer): void;
  end(reason: TerminalEnd, exitCode: number | null): void;
};

export type ShellOwner = { sessionId: string; instanceId: string };

export const KEPT_BYTES = 256 * 1024;
const KEPT_MS = 2 * 60_000;
/** Output that a page has not drawn yet: above, the program waits; below, it goes on. */
const MOST_UNSEEN = 512 * 1024;
const FEW_UNSEEN = 64 * 1024;

/**
 * A shell that outlives the page's connection: without a viewer it goes on for two minutes, and the last of its output
 * is kept. At most one page shows it.
 */
export class KeptShell {
  /** Whoever holds it (and the session) may come back. */
  readonly token = randomBytes(24).toString("base64url");
  readonly #replay = new Replay(KEPT_BYTES);
  readonly #keptMs: number;
  #command: RunningCommand | undefined;
  #viewer: Viewer | undefined;
  #seen = 0;
  #waiting = false;
  #leave: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  #onOver: () => void;

  constructor(
    readonly owner: ShellOwner,
    options: { keptMs?: number; onOver: () => void },
  ) {
    this.#keptMs = options.keptMs ?? KEPT_MS;
    this.#onOver = options.onOver;
  }

  /** What the command says. Arrives also before `runs` was called. */
  readonly take = (data: Buffer): void => {
    this.#replay.append(data);
    this.#viewer?.output(data);
    this.#balance();
  };

  /** The command is running; `whyEnded` tells what its end means. */
  runs(command: RunningCommand, whyEnded: () => Promise<TerminalEnd>): void {
    this.#command = command;
    if (this.#over) command.close();
    void command.ended.then(async ({ exitCode }) => {
      if (!this.#over) this.end(exitCode === null ? "lost" : await whyEnded(), exitCode);
    });
  }

  attach(viewer: Viewer, seen: number, size: TerminalSize): void {
    this.#viewer?.end("taken_over", null);
    clearTimeout(this.#leave);
    const { from, fresh, output } = this.#replay.since(seen);
    this.#viewer = viewer;
    this.#seen = from;
    this.resize(size);
    viewer.begin(this.token, from, fresh);
    if (output.length > 0) viewer.output(output);
    this.#balance();
  }

  /** The page's connection is gone; unless another has come already, the shell waits for it. */
  detach(viewer: Viewer): void {
    if (viewer !== this.#viewer) return;
    this.#viewer = undefined;
    this.#balance();
    this.#leave = setTimeout(() => this.end("gone", null), this.#keptMs);
    this.#leave.unref();
  }

  async write(data: Buffer): Promise<void> {
    await this.#command?.write(data);
  }

  resize(size: TerminalSize): void {
    this.#command?.resize(size);
  }

  /** The page has drawn the output up to here. */
  seen(position: number): void {
    this.#seen = Math.max(this.#seen, Math.min(position, this.#replay.end));
    this.#balance();
  }

  end(reason: TerminalEnd, exitCode: number | null): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#leave);
    this.#command?.close();
    this.#viewer?.end(reason, exitCode);
    this.#viewer = undefined;
    this.#onOver();
  }

  /** Nobody who looks: the shell runs on, only the last of its output is kept. */
  #balance(): void {
    const unseen = this.#viewer ? this.#replay.end - this.#seen : 0;
    if (!this.#waiting && unseen > MOST_UNSEEN) {
      this.#waiting = true;
      this.#command?.pause();
    } else if (this.#waiting && unseen < FEW_UNSEEN) {
      this.#waiting = false;
      this.#command?.resume();
    }
  }
}
