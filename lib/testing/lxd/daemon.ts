import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";
import type { Namespaces } from "./namespaces";
import { childrenOf, eventually, killAndWait, markOf } from "./processes";

const MOST_STARTS = 5;

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A real daemon in namespaces of its own. Its machines outlive it, as they do on a real host. */
export class Daemon {
  private process: ChildProcess | null = null;

  constructor(
    /** For `LXD_DIR`; holds `unix.socket`. */
    readonly folder: string,
    readonly namespaces: Namespaces,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }

  get log(): string {
    return `${this.folder}.log`;
  }

  /**
   * Resolves when it answers. One that dies on its way is started again, as a real host's service manager does: this
   * version's own fault, a guest that stops in the daemon's first second, is among the reasons.
   */
  async start(): Promise<void> {
    for (let starts = 1; !(await this.launch()); starts += 1)
      if (starts === MOST_STARTS)
        throw new Error(`lxd ended ${starts} times:\n${readFileSync(this.log, "utf8").slice(-2000)}`);
  }

  private async launch(): Promise<boolean> {
    const output = openSync(this.log, "a");
    const [program = "", ...args] = this.namespaces.enter;
    const started = spawn(program, [...args, "env", `LXD_DIR=${this.folder}`, "lxd", "--group", "root"], {
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    this.process = started;
    return eventually("the daemon's first answer", 60, async () => {
      if (hasEnded(started)) return false;
      // Answered as soon as everything that the daemon does at its start is done.
      return this.lxc("query", "/internal/ready").then(
        () => true,
        () => null,
      );
    });
  }

  /** As when its process is killed: no word to anybody, and the machines run on. */
  async kill(): Promise<void> {
    const outer = this.process;
    if (outer?.pid === undefined || hasEnded(outer)) return;
    const gone = once(outer, "exit");
    for (const pid of childrenOf(outer.pid)) await killAndWait(markOf(pid));
    await gone;
    this.process = null;
  }

  /** The stock client. */
  lxc(...args: string[]): Promise<string> {
    return command("lxc", args, { env: this.environment });
  }

  /** Fills an empty daemon with what `preseed` (YAML) says. */
  async initialise(preseed: string): Promise<void> {
    await command("lxd", ["init", "--preseed"], { input: preseed, env: this.environment });
  }

  private get environment(): NodeJS.ProcessEnv {
    return { ...process.env, LXD_DIR: this.folder, HOME: join(this.folder, "..") };
  }
}
