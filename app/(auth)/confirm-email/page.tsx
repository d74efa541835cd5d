import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/frame";
import { ConfirmForm } from "@/components/auth/token-forms";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { publicContext } from "@/lib/server/context";
import { browserMark } from "@/lib/server/sign-up-cookie";
import { confirmationNeedsPassword } from "@/lib/services/identity/confirm-email";
import { confirm } from "../actions";

export const metadata: Metadata = {
  title: messages(DEFAULT_LOCALE).auth.confirm.title,
  // The address holds the link's secret: nobody else hears of it. (With no referrer at all, a form without JavaScript
  // would come from the origin "null", which is refused.)
  referrer: "same-origin",
};

export default async function ConfirmEmailPage({ searchParams }: AuthPageProps) {
  const { frame, words, query } = await authPage(await searchParams);
  const [ctx, mark] = await Promise.all([publicContext(), browserMark()]);
  const m = words.auth.confirm;
  const token = query("token");
  const askPassword = token !== null && (await confirmationNeedsPassword(ctx, token, mark?.browser ?? null));
  return (
    <AuthFrame
      {...frame}
      title={m.title}
      text={askPassword ? m.leadElsewhere : m.lead}
      below={<TextLink href="/sign-up">{m.again}</TextLink>}
    >
      {token === null ? (
        <Banner tone="danger" text={m.missing} />
      ) : (
        <ConfirmForm action={confirm} token={token} askPassword={askPassword} />
      )}
    </AuthFrame>
  );
}
