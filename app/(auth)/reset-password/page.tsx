import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/frame";
import { ResetForm } from "@/components/auth/token-forms";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { reset } from "../actions";

export const metadata: Metadata = {
  title: messages(DEFAULT_LOCALE).auth.reset.title,
  // The address holds the link's secret: nobody else hears of it. (With no referrer at all, a form without JavaScript
  // would come from the origin "null", which is refused.)
  referrer: "same-origin",
};

export default async function ResetPasswordPage({ searchParams }: AuthPageProps) {
  const { frame, words, query } = await authPage(await searchParams);
  const m = words.auth.reset;
  const token = query("token");
  return (
    <AuthFrame
      {...frame}
      title={m.title}
      text={m.lead}
      below={<TextLink href="/forgot-password">{m.again}</TextLink>}
    >
      {token === null ? (
        <Banner tone="danger" text={m.missing} />
      ) : (
        <ResetForm action={reset} token={token} />
      )}
    </AuthFrame>
  );
}
