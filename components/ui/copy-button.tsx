"use client";
/** Copies a text and says so in its own place; says what to do where copying is not allowed. */
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { say } from "@/lib/i18n/say";
import { Button, type ButtonSize } from "./button";

export function CopyButton(props: {
  text: string;
  /** Names what is copied: "Copy SSH command". */
  what: string;
  /** Only the icon; the name stays for assistive technology. */
  iconOnly?: boolean | undefined;
  size?: ButtonSize | undefined;
}) {
  const m = useMessages("ui");
  const [outcome, setOutcome] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome("idle"), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(props.text);
      setOutcome("copied");
    } catch {
      setOutcome("failed");
    }
  }

  const copied = outcome === "copied";
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        size={props.size ?? "sm"}
        variant="ghost"
        square={props.iconOnly}
        onClick={copy}
        aria-label={say(m.copyWhat, { what: props.what })}
        icon={copied ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
      >
        {props.iconOnly ? null : copied ? m.copied : m.copy}
      </Button>
      <span role="status" className={outcome === "failed" ? "text-danger" : "sr-only"}>
        {copied ? m.copied : outcome === "failed" ? m.copyFailed : ""}
      </span>
    </span>
  );
}
