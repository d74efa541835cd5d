import { commands } from "./commands";
import { redirect } from "./files";
import type { Guest } from "./guest";
import { parseLine } from "./words";

export type TerminalSize = { columns: number; rows: number };
/** What a shell finds when it starts: variables, and the terminal it sits at (null: none). */
export type Surroundings = {
  environment?: Readonly<Record<string, string>>;
  size?: () => TerminalSize | null;
};
export type Result = { output: string; errors: string; exitCode: number; ended: boolean };

/** A small, honest shell: it knows a few commands and says so about all others. */
export class Shell {
  exitCode = 0;

  constructor(
    private readonly guest: Guest,
    private readonly user: string,
    private readonly around: Surroundings = {},
  ) {}

  prompt(): string {
    return `${this.user}@${this.guest.hostname}:~${this.user === "root" ? "#" : "$"} `;
  }

  lastLogin(): string {
    return `Simulated ${this.guest.osRelease.name}, booted ${this.guest.bootedAt.toUTCString()}`;
  }

  run(line: string): Result {
    const parsed = parseLine(line);
    if (typeof parsed === "string") {
      this.exitCode = 2;
      return { output: "", errors: `-bash: ${parsed}\n`, exitCode: 2, ended: false };
    }
    let output = "";
    let errors = "";
    for (const { words, after, into } of parsed) {
      if (words.length === 0 && !into) continue;
      if ((after === "&&" && this.exitCode !== 0) || (after === "||" && this.exitCode === 0)) continue;
      const [name = "", ...rest] = words.map((pieces) => this.expand(pieces));
      if (name === "exit" || name === "logout") {
        this.exitCode = rest[0] === undefined ? this.exitCode : Number.parseInt(rest[0], 10) & 255;
        return { output, errors, exitCode: this.exitCode, ended: true };
      }
      const result = words.length === 0 ? {} : this.execute(name, rest);
      errors += result.errors ?? "";
      this.exitCode = result.exitCode ?? 0;
      if (!into) output += result.output ?? "";
      else {
        const target = { path: this.expand(into.path), append: into.append };
        const refused = redirect(this.guest, this.user, target, result.output ?? "");
        errors += refused ?? "";
        if (refused !== null) this.exitCode = 1;
      }
    }
    return { output, errors, exitCode: this.exitCode, ended: false };
  }

  /** One program with its arguments as they stand. */
  execute(name: string, rest: string[]): { output?: string; errors?: string; exitCode?: number } {
    if (name === "sudo" && rest[0] !== undefined) return this.execute(rest[0], rest.slice(1));
    const short = name.replace(/^\/(usr\/)?s?bin\//, "");
    const command = Object.hasOwn(commands, short) ? commands[short] : undefined;
    if (!command) return { errors: `-bash: ${name}: command not found\n`, exitCode: 127 };
    return command.run(rest, this.guest, this.user, this.around);
  }

  private expand(pieces: (string | { variable: string })[]): string {
    return pieces
      .map((piece) => (typeof piece === "string" ? piece : this.variable(piece.variable)))
      .join("");
  }

  private variable(name: string): string {
    const values: Record<string, string> = {
      ...this.around.environment,
      "?": String(this.exitCode),
      USER: this.user,
      HOME: this.user === "root" ? "/root" : `/home/${this.user}`,
      HOSTNAME: this.guest.hostname,
      SHELL: "/bin/bash",
    };
    return values[name] ?? "";
  }
}
