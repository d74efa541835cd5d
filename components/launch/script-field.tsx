"use client";
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { TextAreaField } from "@/components/ui/text-field";
import type { ImageView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";

/** The start-up script: a template's to begin from, or one's own. What was typed stays when another image is chosen. */
export function ScriptField({ image }: { image: ImageView | null }) {
  const words = useMessages("launch");
  // Null: nothing was typed, so that it follows the image.
  const [typed, setTyped] = useState<string | null>(null);
  const prepared = image?.startupScript ?? null;
  const script = typed ?? prepared ?? "";
  const ports = image?.ports ?? [];
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        name="startupScript"
        label={words.script}
        help={words.scriptHelp}
        optional
        mono
        rows={Math.min(18, Math.max(6, script.split("\n").length))}
        value={script}
        onChange={(event) => setTyped(event.target.value)}
      />
      {prepared !== null && script === prepared ? <p className="text-muted">{words.scriptTemplate}</p> : null}
      {prepared !== null && script !== prepared ? (
        <div>
          <Button size="sm" onClick={() => setTyped(null)}>
            {words.scriptReset}
          </Button>
        </div>
      ) : null}
      {ports.length > 0 ? (
        <p className="text-muted">
          {say(words.scriptPorts, {
            ports: ports.map((each) => say(words.imagePort, each)).join(", "),
            port: ports[0]?.port ?? "",
          })}
          {image?.opensJupyter ? ` ${words.scriptNotebook}` : null}
        </p>
      ) : null}
    </div>
  );
}
