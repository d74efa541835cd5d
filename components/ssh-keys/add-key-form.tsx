"use client";
import { useRouter } from "next/navigation";
import { useMessages } from "@/components/i18n/provider";
import { useCloseDialog } from "@/components/ui/dialog";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { TextAreaField, TextField } from "@/components/ui/text-field";

/** Pastes a public key. What is wrong with it is said beside the field; a private key is refused and not kept. */
export function AddKeyForm(props: { action: FormAction<unknown>; closesDialog?: boolean }) {
  const words = useMessages("sshKeyPages");
  const router = useRouter();
  const close = useCloseDialog();
  return (
    <Form
      action={props.action}
      aria-label={words.addTitle}
      resetOnSuccess
      onSuccess={() => {
        router.refresh();
        if (props.closesDialog) close();
      }}
    >
      <TextAreaField
        name="publicKey"
        label={words.keyLabel}
        help={words.keyHelp}
        mono
        rows={4}
        autoComplete="off"
        placeholder="ssh-ed25519 AAAA… you@computer"
      />
      <TextField
        name="name"
        label={words.nameLabel}
        help={words.nameHelp}
        optional
        autoComplete="off"
        maxLength={63}
      />
      <div>
        <SubmitButton>{words.add}</SubmitButton>
      </div>
    </Form>
  );
}
