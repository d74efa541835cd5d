"use client";
import { useMessages } from "@/components/i18n/provider";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { PasswordField } from "@/components/ui/password-field";
import { notify } from "@/components/ui/toast";

export function PasswordForm(props: { action: FormAction<void>; email: string }) {
  const m = useMessages("settings").password;
  const { passwordHelp } = useMessages("auth");
  return (
    <Form
      action={props.action}
      onSuccess={() => notify.success(m.changed)}
      resetOnSuccess
      className="max-w-md"
    >
      {/* Password managers want to know whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={props.email} readOnly hidden />
      <PasswordField name="currentPassword" label={m.current} autoComplete="current-password" />
      <PasswordField
        name="newPassword"
        label={m.next}
        autoComplete="new-password"
        minLength={10}
        help={passwordHelp}
      />
      <div>
        <SubmitButton>{m.submit}</SubmitButton>
      </div>
    </Form>
  );
}
