"use client";
import { useMessages } from "@/components/i18n/provider";
import { Elapsed } from "@/components/ui/elapsed";
import { type Phase, Phases } from "@/components/ui/phases";
import type { InstanceView, PhaseView } from "@/lib/contracts/views";
import { formatClock } from "@/lib/format/duration";
import { say } from "@/lib/i18n/say";

/** The phases of the present or last boot, each with the seconds it took; the open one counts. */
export function BootProgress({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").phases;
  const ui = useMessages("ui").phase;
  if (instance.phases.length === 0) return null;
  const labels: Readonly<Record<string, string>> = words;
  const phases = instance.phases.map((phase, index): Phase => {
    const next = instance.phases[index + 1];
    const last = next === undefined;
    const over = last && (phase.phase === "ready" || instance.state === "running");
    const failed = last && instance.state === "failed";
    return {
      key: `${phase.phase}-${phase.at}`,
      label: labels[phase.phase] ?? phase.phase,
      state: failed ? "failed" : last && !over ? "active" : "done",
      seconds: over ? undefined : next ? (
        took(phase, next)
      ) : (
        <Elapsed at={phase.at} serverNowMs={instance.serverNowMs} />
      ),
      note:
        last && !over && phase.percent !== undefined
          ? say(words.percent, { percent: phase.percent })
          : undefined,
    };
  });
  return <Phases label={words.title} phases={phases} words={ui} />;
}

const took = (from: PhaseView, to: PhaseView) =>
  formatClock(Math.max(0, Math.round((Date.parse(to.at) - Date.parse(from.at)) / 1000)));
