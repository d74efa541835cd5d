"use client";
import { useMessages } from "@/components/i18n/provider";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { PasswordField } from "@/components/ui/password-field";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";

export function SignInForm(props: { action: FormAction<{ to: string }>; callbackUrl: string | null }) {
  const m = useMessages("auth");
  return (
    <Form action={props.action}>
      {props.callbackUrl === null ? null : (
        <input type="hidden" name="callbackUrl" value={props.callbackUrl} />
      )}
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
        autoComplete="current-password"
        aside={
          <TextLink href="/forgot-password" prefetch={false}>
            {m.signIn.forgot}
          </TextLink>
        }
      />
      <SubmitButton>{m.signIn.submit}</SubmitButton>
    </Form>
  );
}
