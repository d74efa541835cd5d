import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import { type Guest, motd } from "./guest";
import { LineEditor } from "./line-editor";
import { Shell } from "./shell";

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
  let terminal: { columns: number } | null = null;
  session.on("pty", (accept, _reject, info) => {
    terminal = { columns: info.cols };
    accept?.();
  });
  session.on("window-change", (accept) => accept?.());
  session.on("env", (accept) => accept?.());
  session.on("exec", (accept, _reject, info) => {
    const channel = accept();
    const { output, errors, exitCode } = new Shell(guest, user).run(info.command);
    const crlf = terminal !== null;
    channel.stderr.write(lines(errors, crlf));
    channel.write(lines(output, crlf));
    finish(channel, exitCode);
  });
  session.on("shell", (accept) => {
    const channel = accept();
    if (terminal) interactive(channel, new Shell(guest, user));
    else scripted(channel, new Shell(guest, user));
  });
}

const lines = (text: string, crlf: boolean) => (crlf ? text.replace(/\r?\n/g, "\r\n") : text);

function finish(channel: ServerChannel, exitCode: number): void {
  channel.exit(exitCode);
  channel.end();
}

function interactive(channel: ServerChannel, shell: Shell): void {
  channel.write(lines(`${motd}\n${shell.lastLogin()}\n`, true));
  const editor = new LineEditor({
    write: (text) => void channel.write(text),
    prompt: () => shell.prompt(),
    onLine: (line) => {
      const { output, errors, ended } = shell.run(line);
      channel.write(lines(errors + output, true));
      if (ended) finish(channel, shell.exitCode);
      return !ended;
    },
    onEnd: () => {
      channel.write("logout\r\n");
      finish(channel, shell.exitCode);
    },
  });
  editor.start();
  channel.on("data", (chunk: Buffer) => editor.feed(chunk.toString("utf8")));
}

/** A shell without a terminal: commands arrive on standard input, one a line. */
function scripted(channel: ServerChannel, shell: Shell): void {
  let rest = "";
  let over = false;
  const execute = (line: string) => {
    if (over) return;
    const { output, errors, ended } = shell.run(line);
    channel.stderr.write(errors);
    channel.write(output);
    over = ended;
    if (ended) finish(channel, shell.exitCode);
  };
  channel.on("data", (chunk: Buffer) => {
    const pieces = (rest + chunk.toString("utf8")).split("\n");
    rest = pieces.pop() ?? "";
    for (const line of pieces) execute(line);
  });
  channel.on("end", () => {
    if (rest) execute(rest);
    if (!over) finish(channel, shell.exitCode);
  });
}
