import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/frame";
import { ConfirmForm } from "@/components/auth/token-forms";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { confirm } from "../actions";

export const metadata: Metadata = {
  title: messages(DEFAULT_LOCALE).auth.confirm.title,
  // The address holds the link's secret.
  referrer: "no-referrer",
};

export default async function ConfirmEmailPage({ searchParams }: AuthPageProps) {
  const { frame, words, query } = await authPage(await searchParams);
  const m = words.auth.confirm;
  const token = query("token");
  return (
    <AuthFrame
      {...frame}
      title={m.title}
      text={m.lead}
      below={<TextLink href="/console">{m.already}</TextLink>}
    >
      {token === null ? (
        <Banner tone="danger" text={m.missing} />
      ) : (
        <ConfirmForm action={confirm} token={token} />
      )}
    </AuthFrame>
  );
}
