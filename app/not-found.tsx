import type { Metadata } from "next";
import { MessagePage } from "@/components/shell/message-page";
import { buttonClass } from "@/components/ui/button-look";
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
          {/* Plain links: every page carries what this one needs, and it should be nothing. */}
          <a href="/console" className={buttonClass({ variant: "primary" })}>
            {m.console}
          </a>
          <a href="/" className={buttonClass({})}>
            {m.home}
          </a>
        </>
      }
    />
  );
}
