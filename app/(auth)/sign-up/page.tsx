import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthFrame } from "@/components/auth/frame";
import { SignUpForm } from "@/components/auth/sign-up-form";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { currentSession } from "@/lib/server/session";
import { signUp } from "../actions";

const { title, lead: description } = messages(DEFAULT_LOCALE).auth.signUp;
export const metadata: Metadata = { title, description };

export default async function SignUpPage({ searchParams }: AuthPageProps) {
  const { frame, words, callbackUrl, callbackQuery } = await authPage(await searchParams);
  if (await currentSession()) redirect(callbackUrl ?? "/console");
  const m = words.auth.signUp;
  return (
    <AuthFrame
      {...frame}
      title={m.title}
      text={m.lead}
      below={
        <>
          {m.have} <TextLink href={`/sign-in${callbackQuery}`}>{m.signIn}</TextLink>
        </>
      }
    >
      <SignUpForm action={signUp} callbackUrl={callbackUrl} />
    </AuthFrame>
  );
}
