import type { Metadata } from "next";
import { MessagePage } from "@/components/shell/message-page";
import { ButtonLink } from "@/components/ui/button";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

const m = messages(DEFAULT_LOCALE).errors;

export const metadata: Metadata = { title: m.forbiddenTitle };

export default function Forbidden() {
  return (
    <MessagePage
      code="403"
      title={m.forbiddenTitle}
      text={m.forbiddenText}
      actions={
        <>
          <ButtonLink href="/console" variant="primary">
            {m.console}
          </ButtonLink>
          <ButtonLink href="/sign-in">{m.signInAgain}</ButtonLink>
        </>
      }
    />
  );
}
