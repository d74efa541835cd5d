type Options = {
  write(text: string): void;
  prompt(): string;
  /** False ends the editor. */
  onLine(line: string): boolean;
  /** Ctrl-D on an empty line. */
  onEnd(): void;
};

// The escape sequences a terminal sends for its editing keys, after ESC.
const keys: Record<string, string> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
  "[3~": "delete",
};

const controls: Record<string, string> = {
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "eof",
  "\x05": "end",
  "\x06": "right",
  "\x08": "backspace",
  "\x0b": "kill-right",
  "\x0c": "clear",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill-left",
  "\x17": "kill-word",
  "\x7f": "backspace",
};

// An escape sequence, or one character.
const esc = "\x1b";
const tokens = new RegExp(`${esc}(?:\\[[0-9;]*[A-Za-z~]|O[A-Z])|[\\s\\S]`, "gu");

/** Line editing for a terminal in raw mode: echo, cursor, history and the usual control keys. */
export class LineEditor {
  private text: string[] = [];
  private cursor = 0;
  private readonly history: string[] = [];
  private shown = 0;
  private alive = true;
  private previous = "";

  constructor(private readonly options: Options) {}

  start(): void {
    this.options.write(this.options.prompt());
  }

  feed(input: string): void {
    for (const [token] of input.matchAll(tokens)) {
      if (!this.alive) return;
      const newline = token === "\r" || (token === "\n" && this.previous !== "\r");
      this.previous = token;
      if (newline) this.enter();
      else if (token.startsWith("\x1b")) this.act(keys[token.slice(1)]);
      else if (token in controls) this.act(controls[token]);
      else if (token >= " ") this.insert(token);
    }
  }

  private insert(character: string): void {
    this.text.splice(this.cursor, 0, character);
    this.cursor += 1;
    if (this.cursor === this.text.length) this.options.write(character);
    else this.redraw();
  }

  private enter(): void {
    const line = this.text.join("");
    this.options.write("\r\n");
    if (line.trim() && this.history.at(-1) !== line) this.history.push(line);
    this.shown = this.history.length;
    this.set("");
    this.alive = this.options.onLine(line);
    if (this.alive) this.start();
  }

  private act(key: string | undefined): void {
    if (key === "left") this.cursor = Math.max(0, this.cursor - 1);
    else if (key === "right") this.cursor = Math.min(this.text.length, this.cursor + 1);
    else if (key === "home") this.cursor = 0;
    else if (key === "end") this.cursor = this.text.length;
    else if (key === "up") this.recall(-1);
    else if (key === "down") this.recall(1);
    else if (key === "backspace" && this.cursor > 0) this.text.splice(--this.cursor, 1);
    else if (key === "delete") this.text.splice(this.cursor, 1);
    else if (key === "kill-right") this.text.splice(this.cursor);
    else if (key === "kill-left") this.killLeft(0);
    else if (key === "kill-word") this.killLeft(this.wordStart());
    else if (key === "clear") this.options.write("\x1b[H\x1b[2J");
    if (key === "interrupt") this.interrupt();
    else if (key === "eof") this.endOfFile();
    else if (key !== undefined) this.redraw();
  }

  private interrupt(): void {
    this.set("");
    this.options.write("^C\r\n");
    this.start();
  }

  private endOfFile(): void {
    if (this.text.length > 0) return;
    this.alive = false;
    this.options.onEnd();
  }

  private killLeft(from: number): void {
    this.text.splice(from, this.cursor - from);
    this.cursor = from;
  }

  private wordStart(): number {
    const before = this.text.slice(0, this.cursor).join("");
    return [...before.replace(/\S*\s*$/, "")].length;
  }

  private recall(step: number): void {
    this.shown = Math.min(this.history.length, Math.max(0, this.shown + step));
    this.set(this.history[this.shown] ?? "");
  }

  private set(line: string): void {
    this.text = [...line];
    this.cursor = this.text.length;
  }

  private redraw(): void {
    const back = this.text.length - this.cursor;
    const move = back > 0 ? `\x1b[${back}D` : "";
    this.options.write(`\r\x1b[K${this.options.prompt()}${this.text.join("")}${move}`);
  }
}
