import type { Metadata } from "next";
import { MessagePage } from "@/components/shell/message-page";
import { ButtonLink } from "@/components/ui/button";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

const m = messages(DEFAULT_LOCALE).errors;

export const metadata: Metadata = { title: m.notFoundTitle };

export default function NotFound() {
  return (
    <MessagePage
      code="404"
      title={m.notFoundTitle}
      text={m.notFoundText}
      actions={
        <>
          <ButtonLink href="/console" variant="primary">
            {m.console}
          </ButtonLink>
          <ButtonLink href="/">{m.home}</ButtonLink>
        </>
      }
    />
  );
}
