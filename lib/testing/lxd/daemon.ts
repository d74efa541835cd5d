import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";
import type { Namespaces } from "./namespaces";
import { childrenOf, eventually, killAndWait, markOf } from "./processes";

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

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const output = openSync(this.log, "a");
    const [program = "", ...args] = this.namespaces.enter;
    const started = spawn(program, [...args, "env", `LXD_DIR=${this.folder}`, "lxd", "--group", "root"], {
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    this.process = started;
    await eventually("the daemon's first answer", 60, async () => {
      if (started.exitCode !== null)
        throw new Error(`lxd ended:\n${readFileSync(this.log, "utf8").slice(-2000)}`);
      return this.lxc("query", "/1.0").catch(() => null);
    });
    await this.lxc("query", "/internal/ready").catch(() => undefined);
  }

  /** As when its process is killed: no word to anybody, and the machines run on. */
  async kill(): Promise<void> {
    const outer = this.process;
    if (outer?.pid === undefined || outer.exitCode !== null) return;
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
