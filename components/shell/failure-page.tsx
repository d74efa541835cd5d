"use client";
/**
 * A page that failed: one honest sentence, the failure's number, and another try. For error.tsx files. Its link is a
 * plain one: every page carries this script, and after a failure a whole new page is what one wants.
 */
import { useMessages } from "@/components/i18n/provider";
import { buttonClass } from "@/components/ui/button-look";
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
          <button type="button" onClick={props.retry} className={buttonClass({ variant: "primary" })}>
            {m.retry}
          </button>
          <a href="/console" className={buttonClass({})}>
            {m.console}
          </a>
        </>
      }
    />
  );
}
