import {
  type TerminalEnd,
  type TerminalMessage,
  type TerminalRequest,
  terminalPath,
} from "@/lib/contracts/terminal";

export type LinkEvents = {
  /** `fresh`: what was drawn before is not this shell's. */
  onShell: (fresh: boolean) => void;
  /** `drawn` is to be called when the output is on the screen. */
  onOutput: (data: Uint8Array, drawn: () => void) => void;
  onLost: () => void;
  onEnd: (reason: TerminalEnd, exitCode: number | null) => void;
  size: () => { columns: number; rows: number };
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Smaller than the largest message that the server takes. */
const PIECE_BYTES = 32 * 1024;
const TELL_EVERY_BYTES = 32 * 1024;

/**
 * The connection of one terminal. It comes back to the same shell after a lost connection and after a reload of the page,
 * for which the shell's token is kept in this tab.
 */
export class TerminalLink {
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #received = 0;
  #drawn = 0;
  #told = 0;
  #shown = false;
  #closed = false;
  readonly #key: string;

  constructor(
    private readonly instanceId: string,
    private readonly events: LinkEvents,
  ) {
    this.#key = `terminal:${instanceId}`;
    this.#connect();
  }

  send(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES)
      this.#socket.send(bytes.slice(at, at + PIECE_BYTES));
  }

  resize(): void {
    if (this.#shown) this.#say({ type: "resize", ...this.events.size() });
  }

  /** Leaves; the shell waits for a while. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  #connect(): void {
    const { protocol, host } = window.location;
    const scheme = protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${host}${terminalPath(this.instanceId)}`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () =>
      this.#say({
        type: "open",
        shell: sessionStorage.getItem(this.#key),
        seen: this.#received,
        ...this.events.size(),
      });
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.#take(new Uint8Array(data));
      else this.#hear(JSON.parse(data) as TerminalMessage);
    };
    socket.onclose = () => {
      if (this.#closed || socket !== this.#socket) return;
      this.events.onLost();
      this.#retry = setTimeout(() => this.#connect(), this.#pauseMs);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    };
  }

  #hear(message: TerminalMessage): void {
    if (message.type === "shell") {
      sessionStorage.setItem(this.#key, message.shell);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#received = message.from;
      this.#drawn = message.from;
      this.#told = message.from;
      this.events.onShell(message.fresh || !this.#shown);
      this.#shown = true;
      return;
    }
    const kept = sessionStorage.getItem(this.#key) !== null;
    // In another tab it lives on, and can be fetched back.
    if (message.reason !== "taken_over") sessionStorage.removeItem(this.#key);
    if (message.reason === "gone" && kept && !this.#shown) {
      // The shell of an earlier visit: nothing of it is on the screen, so a new one is what is wanted.
      this.#reconnect();
      return;
    }
    this.#closed = true;
    this.events.onEnd(message.reason, message.exitCode);
  }

  #reconnect(): void {
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
    this.#connect();
  }

  #take(data: Uint8Array): void {
    this.#received += data.length;
    this.events.onOutput(data, () => {
      this.#drawn += data.length;
      if (this.#drawn - this.#told < TELL_EVERY_BYTES && this.#drawn < this.#received) return;
      this.#told = this.#drawn;
      this.#say({ type: "seen", seen: this.#drawn });
    });
  }

  #say(message: TerminalRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
