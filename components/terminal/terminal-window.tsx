"use client";
import "@xterm/xterm/css/xterm.css";
import { ClipboardPaste, Copy } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Button } from "@/components/ui/button";
import { SwitchField } from "@/components/ui/checkbox-field";
import { Kbd } from "@/components/ui/kbd";
import { say } from "@/lib/i18n/say";
import { TerminalStatus } from "./terminal-status";
import { useTerminal } from "./use-terminal";

const LEAVE = ["Ctrl", "Shift", "L"];
const COPY = ["Ctrl", "Shift", "C"];
const PASTE = ["Ctrl", "Shift", "V"];

/** One shell: its screen, how it is, and the keys that are not the shell's. */
export function TerminalWindow(props: {
  instanceId: string;
  name: string;
  running: boolean;
  /** Another shell in the place of this one. */
  again: () => void;
}) {
  const words = useMessages("terminal");
  const host = useRef<HTMLDivElement>(null);
  const outside = useRef<HTMLFieldSetElement>(null);
  const help = useId();
  const [readAloud, setReadAloud] = useState(false);
  const [note, setNote] = useState("");
  const { state, selection, paste } = useTerminal({
    instanceId: props.instanceId,
    host,
    readAloud,
    label: say(words.label, { name: props.name }),
    describedBy: help,
    onLeave: () => outside.current?.focus(),
    onCopy: () => void copy(),
  });
  const ended = state.kind === "ended";

  async function copy() {
    const text = selection();
    if (text === "") return setNote(words.nothingSelected);
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setNote(done ? words.copied : words.copyFailed);
  }

  async function pasteClipboard() {
    const text = await navigator.clipboard.readText().catch(() => null);
    setNote(text === null ? words.pasteFailed : "");
    if (text) paste(text);
  }

  return (
    <section aria-label={say(words.label, { name: props.name })} className="flex flex-col gap-3">
      <TerminalStatus state={state} running={props.running} again={props.again} />
      {/* Every key in here is the shell's, also those that are shortcuts elsewhere. */}
      <div data-no-shortcuts className="overflow-hidden rounded-lg border border-line bg-surface p-2">
        <div
          ref={host}
          data-testid="terminal"
          data-state={state.kind}
          className="h-[55dvh] min-h-60 font-mono"
        />
      </div>
      <fieldset ref={outside} tabIndex={-1} className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <legend className="sr-only">{words.left}</legend>
        <Button size="sm" icon={<Copy aria-hidden />} onClick={copy}>
          {words.copy}
        </Button>
        <Button size="sm" icon={<ClipboardPaste aria-hidden />} onClick={pasteClipboard} disabled={ended}>
          {words.paste}
        </Button>
        <SwitchField
          name="read-aloud"
          label={words.reader}
          checked={readAloud}
          onChange={(event) => setReadAloud(event.target.checked)}
        />
        <span role="status" className="text-muted empty:hidden">
          {note}
        </span>
      </fieldset>
      <p id={help} className="text-muted">
        <Rich text={words.leave} values={{ keys: <Kbd keys={LEAVE} /> }} />{" "}
        <Rich text={words.help} values={{ copy: <Kbd keys={COPY} />, paste: <Kbd keys={PASTE} /> }} />
      </p>
    </section>
  );
}
