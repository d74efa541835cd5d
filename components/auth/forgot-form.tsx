"use client";
import { useMessages } from "@/components/i18n/provider";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { Answered, CheckMail } from "./check-mail";

export function ForgotForm(props: { action: FormAction<{ email: string }> }) {
  const m = useMessages("auth");
  return (
    <Form action={props.action}>
      <Answered
        answer={({ email }: { email: string }) => (
          <CheckMail title={m.forgot.sentTitle} text={m.forgot.sentText} email={email} />
        )}
      >
        <TextField
          name="email"
          type="email"
          label={m.email}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
        />
        <SubmitButton>{m.forgot.submit}</SubmitButton>
      </Answered>
    </Form>
  );
}
