"use client";
import type { ReactNode } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { PasswordField } from "@/components/ui/password-field";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { Answered, CheckMail } from "./check-mail";

export function SignUpForm(props: { action: FormAction<{ email: string }>; callbackUrl: string | null }) {
  const m = useMessages("auth");
  const link = (href: string, text: string): ReactNode => (
    <TextLink href={href} prefetch={false}>
      {text}
    </TextLink>
  );
  return (
    <Form action={props.action}>
      <Answered
        answer={({ email }: { email: string }) => (
          <CheckMail title={m.signUp.checkTitle} text={m.signUp.checkText} email={email} />
        )}
      >
        {props.callbackUrl === null ? null : (
          <input type="hidden" name="callbackUrl" value={props.callbackUrl} />
        )}
        <TextField name="name" label={m.name} autoComplete="name" maxLength={80} help={m.signUp.nameHelp} />
        <TextField
          name="email"
          type="email"
          label={m.email}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField
          name="password"
          label={m.password}
          autoComplete="new-password"
          minLength={10}
          help={m.passwordHelp}
        />
        <SubmitButton>{m.signUp.submit}</SubmitButton>
        <p className="text-muted">
          <Rich
            text={m.signUp.consent}
            values={{
              terms: link("/legal/terms", m.signUp.terms),
              privacy: link("/legal/privacy", m.signUp.privacy),
            }}
          />
        </p>
      </Answered>
    </Form>
  );
}
