"use client";
/** A page that failed: one honest sentence, the failure's number, and another try. For error.tsx files. */
import { useMessages } from "@/components/i18n/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import { say } from "@/lib/i18n/say";
import { MessagePage } from "./message-page";

export function FailurePage(props: { digest: string | undefined; retry: () => void }) {
  const m = useMessages("errors");
  return (
    <MessagePage
      code="500"
      title={m.errorTitle}
      text={m.errorText}
      note={
        props.digest ? (
          <p className="figures mt-3 text-muted">{say(m.errorId, { id: props.digest })}</p>
        ) : null
      }
      actions={
        <>
          <Button variant="primary" onClick={props.retry}>
            {m.retry}
          </Button>
          <ButtonLink href="/console">{m.console}</ButtonLink>
        </>
      }
    />
  );
}
