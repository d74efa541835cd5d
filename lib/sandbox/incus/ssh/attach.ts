import { motd } from "./guest";
import { LineEditor } from "./line-editor";
import type { Shell } from "./shell";

/** Where a shell's words go: an SSH channel, or the sockets of an exec. */
export type ShellEnds = {
  write(text: string): void;
  writeError(text: string): void;
  /** Called once. */
  finish(exitCode: number): void;
};

/** A terminal turns line feeds into carriage return and line feed. */
export const terminalLines = (text: string) => text.replace(/\r?\n/g, "\r\n");

/** A shell at a terminal: greeting, prompt, line editing. Returns what takes the keys. */
export function interactive(ends: ShellEnds, shell: Shell): (input: string) => void {
  ends.write(terminalLines(`${motd}\n${shell.lastLogin()}\n`));
  const editor = new LineEditor({
    write: (text) => ends.write(text),
    prompt: () => shell.prompt(),
    onLine: (line) => {
      const { output, errors, ended } = shell.run(line);
      ends.write(terminalLines(errors + output));
      if (ended) ends.finish(shell.exitCode);
      return !ended;
    },
    onEnd: () => {
      ends.write("logout\r\n");
      ends.finish(shell.exitCode);
    },
  });
  editor.start();
  return (input) => editor.feed(input);
}

/** A shell without a terminal: commands arrive on standard input, one a line. */
export function scripted(ends: ShellEnds, shell: Shell): { feed(text: string): void; end(): void } {
  let rest = "";
  let over = false;
  const execute = (line: string) => {
    if (over) return;
    const { output, errors, ended } = shell.run(line);
    ends.writeError(errors);
    ends.write(output);
    over = ended;
    if (ended) ends.finish(shell.exitCode);
  };
  return {
    feed(text) {
      const pieces = (rest + text).split("\n");
      rest = pieces.pop() ?? "";
      for (const line of pieces) execute(line);
    },
    end() {
      if (rest) execute(rest);
      if (!over) ends.finish(shell.exitCode);
      over = true;
    },
  };
}
