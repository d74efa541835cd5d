"use client";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { TerminalEnd } from "@/lib/contracts/terminal";
import { TerminalLink } from "./link";
import type { Screen, ScreenEvents } from "./screen";

export type TerminalState =
  | { kind: "connecting" | "connected" | "reconnecting" | "restored" }
  | { kind: "ended"; reason: TerminalEnd; exitCode: number | null };

type Options = {
  instanceId: string;
  host: RefObject<HTMLElement | null>;
  readAloud: boolean;
} & Pick<ScreenEvents, "label" | "describedBy" | "onLeave" | "onCopy">;

/** A terminal in `host` for as long as the component lives. */
export function useTerminal(options: Options) {
  const { instanceId, host, label, describedBy, readAloud } = options;
  const [state, setState] = useState<TerminalState>({ kind: "connecting" });
  const screen = useRef<Screen | null>(null);
  const leave = useEffectEvent(options.onLeave);
  const copy = useEffectEvent(options.onCopy);
  const wantsReading = useEffectEvent(() => readAloud);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let left = false;
    let end = () => {};
    void start(element).catch((error: unknown) => {
      setState({ kind: "ended", reason: "unreachable", exitCode: null });
      throw error;
    });

    async function start(place: HTMLElement) {
      // Only here: the terminal's code is larger than the rest of the page.
      const { openScreen } = await import("./screen");
      if (left) return;
      const opened = await openScreen(
        place,
        {
          label,
          describedBy,
          onLeave: () => leave(),
          onInput: (data) => link?.send(data),
          onResize: () => link?.resize(),
          onCopy: () => copy(),
        },
        { screenReaderMode: wantsReading() },
      );
      if (left) return opened.end();
      const { terminal } = opened;
      screen.current = opened;
      let shown = false;
      const link = new TerminalLink(instanceId, {
        size: () => ({ columns: terminal.cols, rows: terminal.rows }),
        onShell: (fresh) => {
          if (fresh) terminal.reset();
          setState({ kind: shown ? "restored" : "connected" });
          if (!shown) terminal.focus();
          shown = true;
        },
        onOutput: (data, drawn) => terminal.write(data, drawn),
        onLost: () => setState({ kind: shown ? "reconnecting" : "connecting" }),
        onEnd: (reason, exitCode) => {
          terminal.options.disableStdin = true;
          terminal.options.cursorBlink = false;
          setState({ kind: "ended", reason, exitCode });
        },
      });
      end = () => {
        link.close();
        opened.end();
        screen.current = null;
      };
    }
    return () => {
      left = true;
      end();
    };
  }, [instanceId, host, label, describedBy]);

  useEffect(() => {
    if (screen.current) screen.current.terminal.options.screenReaderMode = readAloud;
  }, [readAloud]);

  return {
    state,
    selection: () => screen.current?.terminal.getSelection() ?? "",
    paste: (text: string) => {
      screen.current?.terminal.paste(text);
      screen.current?.terminal.focus();
    },
  };
}
