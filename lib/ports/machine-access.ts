/**
 * Getting into a machine without its SSH: commands, terminals, and what it said on its console. Only machines of ours,
 * by the same rule as every change. Failures are `ComputeError`s.
 */
export type TerminalSize = { columns: number; rows: number };

export type CommandInput = {
  /** Program and arguments, run by root; nothing is expanded. */
  command: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** With a terminal of this size; null: three plain streams. */
  terminal: TerminalSize | null;
};

export type OutputStream = "output" | "errors";

/** A command that runs in a machine. */
export interface RunningCommand {
  /** Standard input; resolves when it has been handed to the provider. */
  write(data: Uint8Array): Promise<void>;
  /** End of standard input. A terminal has none: there it is Ctrl-D. */
  endInput(): void;
  resize(size: TerminalSize): void;
  /** A POSIX signal number. */
  signal(number: number): void;
  /** No more output until `resume`: the provider, and in the end the program, waits. */
  pause(): void;
  resume(): void;
  /** Hangs up; what still runs is killed by the provider. */
  close(): void;
  /** Never rejects. Null: how it ended is not known, the connection to the provider broke. */
  readonly ended: Promise<{ exitCode: number | null }>;
}

/**
 * `left`: the machine is off, and this is what the provider has left, the same at each question; what was given before
 * may be in it or not. Otherwise only what came since anybody asked last: the provider gives it once.
 */
export type ConsoleText = { text: string; left: boolean };

export interface MachineAccess {
  /** Starts a command in a running machine; output arrives from the first byte on. */
  exec(
    name: string,
    input: CommandInput,
    onOutput: (data: Buffer, stream: OutputStream) => void,
  ): Promise<RunningCommand>;
  console(name: string): Promise<ConsoleText>;
}
