import type { Metadata } from "next";
import { ForgotForm } from "@/components/auth/forgot-form";
import { AuthFrame } from "@/components/auth/frame";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { requestReset } from "../actions";

const { title, lead: description } = messages(DEFAULT_LOCALE).auth.forgot;
export const metadata: Metadata = { title, description };

export default async function ForgotPasswordPage({ searchParams }: AuthPageProps) {
  const { frame, words } = await authPage(await searchParams);
  const m = words.auth.forgot;
  return (
    <AuthFrame {...frame} title={m.title} text={m.lead} below={<TextLink href="/sign-in">{m.back}</TextLink>}>
      <ForgotForm action={requestReset} />
    </AuthFrame>
  );
}
