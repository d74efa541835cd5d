import { FitAddon } from "@xterm/addon-fit";
import { type ITerminalOptions, Terminal } from "@xterm/xterm";
import { onThemeChange, themeOf } from "./theme";

export type ScreenEvents = {
  onInput: (data: string | Uint8Array) => void;
  onResize: () => void;
  /** The reader wants out of the terminal. */
  onLeave: () => void;
  onCopy: () => void;
  /** Explains the way out; read with the terminal's name. */
  describedBy: string;
  label: string;
};

export type Screen = { terminal: Terminal; end: () => void };

const FONT_SIZE = 13;
const SCROLLBACK_LINES = 5_000;

/** A terminal that fills its element, in the page's colours and type. */
export async function openScreen(
  host: HTMLElement,
  events: ScreenEvents,
  options: ITerminalOptions,
): Promise<Screen> {
  // The size of a character is measured once; before its font is there it would be another's.
  const { fontFamily } = getComputedStyle(host);
  await document.fonts.load(`${FONT_SIZE}px ${fontFamily}`);
  const terminal = new Terminal({
    fontFamily,
    fontSize: FONT_SIZE,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    // Programs choose colours for a background that they do not know.
    minimumContrastRatio: 4.5,
    theme: themeOf(host),
    ...options,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  fit.fit();
  terminal.textarea?.setAttribute("aria-label", events.label);
  terminal.textarea?.setAttribute("aria-describedby", events.describedBy);
  terminal.attachCustomKeyEventHandler((event) => keyPasses(event, terminal, events));
  terminal.onData(events.onInput);
  terminal.onBinary((data) => events.onInput(Uint8Array.from(data, (character) => character.charCodeAt(0))));
  terminal.onResize(events.onResize);
  const resized = new ResizeObserver(() => fit.fit());
  resized.observe(host);
  const unthemed = onThemeChange(() => {
    terminal.options.theme = themeOf(host);
  });
  return {
    terminal,
    end: () => {
      resized.disconnect();
      unthemed();
      terminal.dispose();
    },
  };
}

/** Keys that are the page's and not the shell's. Pasting is the browser's own, so its key is only let through. */
function keyPasses(event: KeyboardEvent, terminal: Terminal, events: ScreenEvents): boolean {
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return true;
  const key = event.key.toLowerCase();
  if (key === "v") return false;
  if (key !== "l" && key !== "c") return true;
  event.preventDefault();
  if (event.type !== "keydown") return false;
  if (key === "l") events.onLeave();
  else if (terminal.hasSelection()) events.onCopy();
  return false;
}
