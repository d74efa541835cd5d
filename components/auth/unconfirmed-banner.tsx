"use client";
/** Stands on every page of the console until the address is confirmed. */
import { useActionState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { FormAction } from "@/components/ui/form";
import { say } from "@/lib/i18n/say";

export function UnconfirmedBanner(props: { email: string; resend: FormAction<{ sent: boolean }> }) {
  const m = useMessages("auth").unconfirmed;
  const [result, dispatch, pending] = useActionState(props.resend, null);
  const answer = result === null ? null : result.ok ? m.sent : result.message;
  return (
    <Banner
      tone="attention"
      edge
      testId="unconfirmed"
      title={m.title}
      text={say(m.text, { email: props.email })}
      action={
        <form action={dispatch} className="flex flex-wrap items-center gap-3">
          <span role="status">{answer}</span>
          <Button type="submit" size="sm" pending={pending}>
            {m.again}
          </Button>
        </form>
      }
    />
  );
}
