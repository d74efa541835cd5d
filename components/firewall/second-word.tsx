"use client";
import { useMessages } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { useFormField } from "@/components/ui/form-context";
import { TextField } from "@/components/ui/text-field";
import { say } from "@/lib/i18n/say";

/** Asked for once the server has said that a change would take SSH away from its author. */
export function SecondWord({ name, address }: { name: string; address: string | null }) {
  const words = useMessages("firewallPages").editor;
  const { error } = useFormField("confirmName");
  if (error === undefined) return null;
  return (
    <Banner tone="danger" title={words.secondWord} live={false}>
      <p className="mb-3">{say(words.secondWordText, { address: address ?? words.here, name })}</p>
      <TextField
        name="confirmName"
        label={words.secondWordLabel}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        mono
        className="max-w-sm"
      />
    </Banner>
  );
}
