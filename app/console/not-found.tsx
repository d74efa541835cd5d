import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

const m = messages(DEFAULT_LOCALE).errors;

export const metadata: Metadata = { title: m.notFoundTitle };

export default function NotFound() {
  return (
    <>
      <h1 className="sr-only">{m.notFoundTitle}</h1>
      <EmptyState
        title={m.notFoundTitle}
        text={m.notFoundText}
        action={
          <ButtonLink href="/console" variant="primary">
            {m.console}
          </ButtonLink>
        }
      />
    </>
  );
}
