"use client";
/** The switch "Pause live figures" (WCAG 2.2.2): stops every moving number of the page, not the money. */
import { Pause, Play } from "lucide-react";
import { useEffect } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { pauseFigures } from "@/components/ui/server-clock";
import { useFiguresPaused } from "@/components/ui/use-second";

export function PauseFigures(props: {
  initially: boolean;
  onChange?: ((paused: boolean) => void) | undefined;
}) {
  const m = useMessages("shell").bar;
  const paused = useFiguresPaused();
  const { initially } = props;
  useEffect(() => pauseFigures(initially), [initially]);
  return (
    <Button
      role="switch"
      aria-checked={paused}
      aria-label={m.pause}
      title={m.pause}
      variant="ghost"
      size="sm"
      square={!paused}
      onClick={() => {
        pauseFigures(!paused);
        props.onChange?.(!paused);
      }}
      icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
      className={paused ? "bg-attention-soft" : undefined}
    >
      {paused ? m.paused : null}
    </Button>
  );
}
