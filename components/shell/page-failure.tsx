"use client";
/** A page that failed inside its frame: navigation and figures stay, and it can be tried again. For error.tsx files. */
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/empty-state";
import { say } from "@/lib/i18n/say";

export function PageFailure(props: { error: Error & { digest?: string }; retry: () => void }) {
  const m = useMessages("errors");
  const { digest } = props.error;
  return (
    <>
      <h1 className="sr-only">{m.errorTitle}</h1>
      <ErrorState
        title={m.errorTitle}
        text={m.errorText}
        reference={digest ? say(m.errorId, { id: digest }) : undefined}
        action={
          <Button variant="primary" onClick={props.retry}>
            {m.retry}
          </Button>
        }
      />
    </>
  );
}
