import { once } from "node:events";
import type { WebSocket } from "ws";
import { z } from "zod";
import { ComputeError } from "@/lib/ports/compute";
import type { CommandInput, OutputStream, RunningCommand, TerminalSize } from "@/lib/ports/machine-access";
import * as answers from "./answers";
import type { IncusClient } from "./client";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

const begun = z.object({ fds: z.record(z.string(), z.string()) });
const ended = z.object({ return: z.number() });

/** How long the daemon may take to answer a websocket, and to say how a command ended that has ended. */
const patienceMs = 10_000;

type Sockets = { control: WebSocket; input: WebSocket; outputs: [WebSocket, OutputStream][] };

/**
 * Runs a command. The daemon starts it when all its sockets are connected: one for standard input (with a terminal also
 * for what is shown), one each for output and errors without a terminal, and one for control.
 */
export async function execInMachine(
  cluster: Cluster,
  name: string,
  input: CommandInput,
  onOutput: (data: Buffer, stream: OutputStream) => void,
): Promise<RunningCommand> {
  const { status } = await ourMachine(cluster, name);
  if (status !== "running")
    throw new ComputeError("refused", `The machine ${name} is ${status}: nothing can run in it`, true);
  const { client } = cluster;
  const operation = await client.begin("POST", instanceUrl(name, "/exec"), { body: bodyOf(input) });
  if (!operation) throw new ComputeError("failed", `The command in ${name} has no operation`, false);
  const fds = begun.safeParse(operation.metadata);
  if (!fds.success) throw new ComputeError("failed", `The command in ${name} has no sockets`, false);
  const sockets = connect(client, operation.id, fds.data.fds, input.terminal !== null);
  const silent = sockets.outputs.map(([socket, stream]) => heard(socket, (data) => onOutput(data, stream)));
  await opened(allOf(sockets));
  const outcome = Promise.all(silent).then(async () => ({
    exitCode: await exitCodeOf(client, operation.id),
  }));
  return running(sockets, outcome);
}

function bodyOf({ command, environment, terminal }: CommandInput) {
  return {
    command,
    environment: environment ?? {},
    "wait-for-websocket": true,
    interactive: terminal !== null,
    ...(terminal ? { width: terminal.columns, height: terminal.rows } : {}),
  };
}

function connect(
  client: IncusClient,
  operation: string,
  fds: Record<string, string>,
  terminal: boolean,
): Sockets {
  const open = (fd: string): WebSocket => {
    const secret = fds[fd];
    if (secret === undefined)
      throw new ComputeError("failed", `The provider opened no socket "${fd}" for a command`, false);
    return client.transport.websocket(`/1.0/operations/${operation}/websocket?secret=${secret}`);
  };
  const input = open("0");
  return {
    control: open("control"),
    input,
    outputs: terminal
      ? [[input, "output"]]
      : [
          [open("1"), "output"],
          [open("2"), "errors"],
        ],
  };
}

const allOf = ({ control, input, outputs }: Sockets): WebSocket[] => [
  ...new Set([control, input, ...outputs.map(([socket]) => socket)]),
];

/**
 * Resolves when a socket will say no more. Data is binary; a text is the daemon's end of file. A terminal's it answers by
 * closing: the daemon tells how the command ended only when both directions have.
 */
function heard(socket: WebSocket, onData: (data: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    socket.on("message", (data, binary) => {
      if (!binary) socket.close();
      else if (Buffer.isBuffer(data)) onData(data);
    });
    socket.on("close", () => resolve());
  });
}

async function opened(sockets: WebSocket[]): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    await Promise.all(sockets.map((socket) => once(socket, "open", { signal })));
  } catch (error) {
    for (const socket of sockets) socket.on("error", () => undefined).terminate();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComputeError("unreachable", `A command's sockets did not open: ${reason}`, true);
  }
  // From here on an error is followed by "close", which is where it is noticed.
  for (const socket of sockets) socket.on("error", () => undefined);
}

/** Null when the daemon no longer knows, or does not answer. */
async function exitCodeOf(client: IncusClient, operation: string): Promise<number | null> {
  try {
    const seconds = Math.ceil(patienceMs / 1000);
    const done = await client.get(`/1.0/operations/${operation}/wait?timeout=${seconds}`, answers.operation);
    return ended.safeParse(done.metadata).data?.return ?? null;
  } catch (error) {
    if (error instanceof ComputeError) return null;
    throw error;
  }
}

function running(sockets: Sockets, outcome: Promise<{ exitCode: number | null }>): RunningCommand {
  const { control, input } = sockets;
  const command = (body: object) => control.send(JSON.stringify(body), () => undefined);
  const close = () => {
    for (const socket of allOf(sockets)) socket.close();
  };
  return {
    // What is written to a command that has ended goes nowhere, as in a pipe whose reader has left.
    write: (data) => new Promise((resolve) => input.send(data, { binary: true }, () => resolve())),
    endInput: () => input.send("", () => undefined),
    resize: ({ columns, rows }: TerminalSize) =>
      command({ command: "window-resize", args: { width: `${columns}`, height: `${rows}` } }),
    signal: (number) => command({ command: "signal", signal: number }),
    pause: () => {
      for (const [socket] of sockets.outputs) socket.pause();
    },
    resume: () => {
      for (const [socket] of sockets.outputs) socket.resume();
    },
    close,
    ended: outcome.finally(close),
  };
}
