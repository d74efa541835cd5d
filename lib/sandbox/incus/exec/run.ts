import type { RawData, WebSocket } from "ws";
import { interactive, type ShellEnds, scripted, terminalLines } from "../ssh/attach";
import type { Guest } from "../ssh/guest";
import { Shell, type TerminalSize } from "../ssh/shell";
import type { Connected } from "./sessions";
import { type RelayEnds, socat } from "./socat";

export type Wanted = {
  command: string[];
  environment: Record<string, string>;
  /** Null: without a terminal. */
  terminal: TerminalSize | null;
};

const KILLED = 128 + 9;
const shells = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da)?sh$/;

/** Runs a command on its connected sockets until it ends by itself, or is killed with the machine or by the client's leaving. */
export function runCommand(
  guest: Guest,
  wanted: Wanted,
  sockets: Connected,
  machineEnds: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    let { terminal } = wanted;
    let over = false;
    let take: Take | null = null;
    const input = sockets["0"];
    const output = terminal ? input : sockets["1"];
    const say = (socket: WebSocket | undefined, text: string) => {
      if (text && !over) socket?.send(Buffer.from(text));
    };
    const finish = (exitCode: number) => {
      if (over) return;
      over = true;
      machineEnds.removeEventListener("abort", kill);
      take?.over?.();
      // An empty text is the end of the file. A terminal's end counts when the client has ended its direction too.
      for (const socket of new Set([output, sockets["2"]])) socket?.send("");
      if (!terminal || !input || input.readyState !== input.OPEN) return resolve(exitCode);
      input.once("message", () => resolve(exitCode));
      input.once("close", () => resolve(exitCode));
    };
    const ends: ShellEnds = {
      write: (text) => say(output, text),
      writeError: (text) => say(sockets["2"] ?? output, text),
      finish,
    };
    const kill = () => finish(KILLED);
    machineEnds.addEventListener("abort", kill);
    for (const socket of Object.values(sockets)) socket.on("close", kill);
    sockets.control?.on("message", (data) => {
      const { signal, size } = controlOf(data.toString());
      if (size) terminal = size;
      if (signal !== null) finish(128 + signal);
    });
    const streams: RelayEnds = {
      ...ends,
      send: (data, sent) => (output && !over ? output.send(data, sent) : sent()),
      pause: () => input?.pause(),
      resume: () => input?.resume(),
    };
    take = wanted.command[0] === "socat" ? socat(guest, wanted.command.slice(1), streams) : null;
    take ??= over ? deaf : start(guest, wanted, ends, () => terminal);
    input?.on("message", (data, binary) => (binary ? take?.feed(bytesOf(data)) : take?.end()));
  });
}

type Take = { feed(data: Buffer): void; end(): void; over?(): void };
const deaf: Take = { feed: () => undefined, end: () => undefined };

const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)));

function start(guest: Guest, wanted: Wanted, ends: ShellEnds, size: () => TerminalSize | null): Take {
  const { command, environment, terminal } = wanted;
  const { user, words } = asUser(command);
  const home = user === "root" ? "/root" : `/home/${user}`;
  const shell = new Shell(guest, user, { environment: { ...environment, USER: user, HOME: home }, size });
  const [name = "", ...rest] = words;
  const script = rest[0] === "-c" || rest[0] === "-lc" ? rest[1] : undefined;
  if (shells.test(name) && script === undefined) {
    if (!terminal) {
      const lines = scripted(ends, shell);
      return { feed: (data) => lines.feed(data.toString()), end: lines.end };
    }
    const keys = interactive(ends, shell);
    return { feed: (data) => keys(data.toString()), end: () => undefined };
  }
  const shown = (text: string) => (terminal ? terminalLines(text) : text);
  const {
    output = "",
    errors = "",
    exitCode = 0,
  } = shells.test(name) && script !== undefined ? shell.run(script) : shell.execute(name, rest);
  ends.writeError(shown(errors));
  ends.write(shown(output));
  ends.finish(exitCode);
  return deaf;
}

/** `su -l somebody` is a shell of theirs, and with `-c` a command. */
function asUser(command: string[]): { user: string; words: string[] } {
  const [name, flag, user, ...rest] = command;
  if (name !== "su" || user === undefined || !(flag === "-l" || flag === "-"))
    return { user: "root", words: command };
  return { user, words: ["bash", ...rest] };
}

/** What the client says on the control socket; what cannot be read is ignored, as by the daemon. */
function controlOf(message: string): { signal: number | null; size: TerminalSize | null } {
  try {
    const { command, signal, args } = JSON.parse(message);
    if (command === "signal") return { signal: Number(signal), size: null };
    const size = { columns: Number(args?.width), rows: Number(args?.height) };
    return { signal: null, size: command === "window-resize" && size.columns > 0 ? size : null };
  } catch {
    return { signal: null, size: null };
  }
}
