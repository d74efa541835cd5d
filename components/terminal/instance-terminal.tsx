"use client";
/** The terminal of an instance, and what is said while it has none. */
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { EmptyState } from "@/components/ui/empty-state";
import type { InstanceView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";
import { TerminalWindow } from "./terminal-window";

export function InstanceTerminal(props: { rendered: InstanceView }) {
  const words = useMessages("terminal");
  const { states } = useMessages("instancePages");
  const instance = useInstance(props.rendered);
  const running = instance.state === "running";
  // Once opened it stays: what the shell said last is worth reading also when the machine went off.
  const [opened, setOpened] = useState(running);
  const [shells, setShells] = useState(0);
  if (running && !opened) setOpened(true);
  if (!opened)
    return (
      <EmptyState
        title={say(words.off, { state: states[instance.state].toLowerCase() })}
        text={words.offText}
      />
    );
  return (
    <TerminalWindow
      key={shells}
      instanceId={instance.id}
      name={instance.name}
      running={running}
      again={() => setShells(shells + 1)}
    />
  );
}
