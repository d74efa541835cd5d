import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthFrame } from "@/components/auth/frame";
import { SignInForm } from "@/components/auth/sign-in-form";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import { DEFAULT_LOCALE, messages, say } from "@/lib/i18n";
import { type AuthPageProps, authPage } from "@/lib/server/auth-page";
import { demonstrationSignIns } from "@/lib/server/demonstration";
import { currentSession } from "@/lib/server/session";
import { signIn } from "../actions";

const { title, description } = messages(DEFAULT_LOCALE).auth.signIn;
export const metadata: Metadata = { title, description };

export default async function SignInPage({ searchParams }: AuthPageProps) {
  const { frame, words, callbackUrl, callbackQuery, query } = await authPage(await searchParams);
  if (await currentSession()) redirect(callbackUrl ?? "/console");
  const m = words.auth.signIn;
  const done = query("done");
  const problem = query("error");
  const demonstration = demonstrationSignIns();
  return (
    <AuthFrame
      {...frame}
      title={m.title}
      below={
        <>
          {m.noAccount} <TextLink href={`/sign-up${callbackQuery}`}>{m.create}</TextLink>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {done === "reset" ? <Banner tone="good" text={m.reset} /> : null}
        {problem === null ? null : <Banner tone="danger" text={words.refusals.codes.wrong_credentials} />}
        <SignInForm action={signIn} callbackUrl={callbackUrl} />
        {demonstration === null ? null : (
          <Banner
            tone="info"
            live={false}
            title={m.demoTitle}
            text={say(m.demoText, {
              list: demonstration.emails.join(", "),
              password: demonstration.password,
            })}
          />
        )}
      </div>
    </AuthFrame>
  );
}
