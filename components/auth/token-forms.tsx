"use client";
/** Forms behind links in mails. A click is asked for, so that a scanner that opens links does not use them up. */
import { useMessages } from "@/components/i18n/provider";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { PasswordField } from "@/components/ui/password-field";

export function ResetForm(props: { action: FormAction<void>; token: string }) {
  const m = useMessages("auth");
  return (
    <Form action={props.action}>
      <input type="hidden" name="token" value={props.token} />
      <PasswordField
        name="password"
        label={m.newPassword}
        autoComplete="new-password"
        minLength={10}
        help={m.passwordHelp}
      />
      <SubmitButton>{m.reset.submit}</SubmitButton>
    </Form>
  );
}

export function ConfirmForm(props: {
  action: FormAction<{ to: string }>;
  token: string;
  /** In another browser than the one that signed up. */
  askPassword: boolean;
}) {
  const m = useMessages("auth");
  return (
    <Form action={props.action}>
      <input type="hidden" name="token" value={props.token} />
      {props.askPassword ? (
        <PasswordField
          name="password"
          label={m.password}
          autoComplete="current-password"
          help={m.confirm.passwordHelp}
        />
      ) : null}
      <SubmitButton>{m.confirm.submit}</SubmitButton>
    </Form>
  );
}
