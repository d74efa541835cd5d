import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import { interactive, type ShellEnds, scripted, terminalLines } from "./attach";
import type { Guest } from "./guest";
import { Shell, type TerminalSize } from "./shell";

/** One SSH connection: who may come in, and what a session can do. */
export function serveClient(client: Connection, guest: Guest): void {
  let user = "root";
  client.on("authentication", (context) => {
    if (!admits(guest, context)) return context.reject(["publickey"]);
    user = context.username;
    context.accept();
  });
  client.on("ready", () => {
    client.on("session", (accept) => serveSession(accept(), guest, user));
  });
  client.on("error", () => client.end());
}

function admits(guest: Guest, context: AuthContext): boolean {
  if (context.method !== "publickey" || !guest.users.includes(context.username)) return false;
  for (const line of guest.publicKeys) {
    const key = ssh2.utils.parseKey(line);
    if (key instanceof Error || !key.getPublicSSH().equals(context.key.data)) continue;
    // Without a signature the client only asks whether the key would do.
    if (!context.signature || !context.blob) return true;
    return key.verify(context.blob, context.signature, context.hashAlgo) === true;
  }
  return false;
}

function serveSession(session: Session, guest: Guest, user: string): void {
  let terminal: TerminalSize | null = null;
  session.on("pty", (accept, _reject, info) => {
    terminal = { columns: info.cols, rows: info.rows };
    accept?.();
  });
  session.on("window-change", (accept, _reject, info) => {
    terminal = { columns: info.cols, rows: info.rows };
    accept?.();
  });
  session.on("env", (accept) => accept?.());
  const newShell = () => new Shell(guest, user, { size: () => terminal });
  session.on("exec", (accept, _reject, info) => {
    const channel = accept();
    const { output, errors, exitCode } = newShell().run(info.command);
    const shown = (text: string) => (terminal ? terminalLines(text) : text);
    channel.stderr.write(shown(errors));
    channel.write(shown(output));
    finish(channel, exitCode);
  });
  session.on("shell", (accept) => {
    const channel = accept();
    const ends = endsOf(channel);
    if (terminal) {
      const feed = interactive(ends, newShell());
      channel.on("data", (chunk: Buffer) => feed(chunk.toString("utf8")));
    } else {
      const script = scripted(ends, newShell());
      channel.on("data", (chunk: Buffer) => script.feed(chunk.toString("utf8")));
      channel.on("end", () => script.end());
    }
  });
}

const endsOf = (channel: ServerChannel): ShellEnds => ({
  write: (text) => void channel.write(text),
  writeError: (text) => void channel.stderr.write(text),
  finish: (exitCode) => finish(channel, exitCode),
});

function finish(channel: ServerChannel, exitCode: number): void {
  channel.exit(exitCode);
  channel.end();
}
