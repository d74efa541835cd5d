"use client";
/** The request for more GPUs: how many in total, and what for. */
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { ButtonLink } from "@/components/ui/button";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { TextAreaField, TextField } from "@/components/ui/text-field";
import { say } from "@/lib/i18n/say";

export function QuotaForm<T>(props: { action: FormAction<T>; quota: number; email: string }) {
  const m = useMessages("activity").quota;
  const [sent, setSent] = useState(false);
  if (sent)
    return (
      <Banner
        tone="good"
        title={m.sent}
        text={say(m.sentText, { email: props.email })}
        action={<ButtonLink href="/console">{m.back}</ButtonLink>}
      />
    );
  return (
    <Form action={props.action} onSuccess={() => setSent(true)} className="max-w-text">
      <TextField
        name="wantedGpus"
        label={m.wanted}
        help={m.wantedHelp}
        inputMode="numeric"
        autoComplete="off"
        defaultValue={`${props.quota * 2}`}
        className="max-w-40"
      />
      <TextAreaField name="reason" label={m.reason} help={m.reasonHelp} maxLength={2000} />
      <div>
        <SubmitButton>{m.submit}</SubmitButton>
      </div>
    </Form>
  );
}
