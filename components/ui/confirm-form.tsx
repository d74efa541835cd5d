"use client";
/**
 * The inside of a confirmation: what will happen to money, card and disk (children), and the verb. With `typedName` the
 * name has to be typed; it is sent as `confirmName` too, for the server to check. Use inside `Dialog`/`DialogButton`.
 */
import type { ReactNode } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { say } from "@/lib/i18n/say";
import { Button } from "./button";
import { useCloseDialog } from "./dialog";
import { Form, type FormAction, SubmitButton } from "./form";
import { TextField } from "./text-field";

export function ConfirmForm<T>(props: {
  action: FormAction<T>;
  /** Sent along as hidden fields. */
  fields: Readonly<Record<string, string>>;
  /** The verb: "Terminate". */
  confirm: string;
  danger?: boolean | undefined;
  typedName?: string | undefined;
  onSuccess?: ((data: T) => void) | undefined;
  /** What happens, and more fields if needed. */
  children?: ReactNode;
}) {
  const m = useMessages("ui");
  const close = useCloseDialog();
  const { typedName, action } = props;

  const checked: FormAction<T> = async (previous, form) => {
    const wrong = typedName !== undefined && String(form.get("confirmName") ?? "").trim() !== typedName;
    if (!wrong) return action(previous, form);
    const message = say(m.typeToConfirmMismatch, { name: typedName });
    return { ok: false, code: "confirm_name", message, fieldErrors: { confirmName: message } };
  };

  return (
    <Form
      action={typedName === undefined ? action : checked}
      onSuccess={(data) => {
        props.onSuccess?.(data);
        close();
      }}
    >
      {Object.entries(props.fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {props.children ? <div className="flex flex-col gap-3">{props.children}</div> : null}
      {typedName === undefined ? null : (
        <TextField
          name="confirmName"
          label={
            <Rich
              text={m.typeToConfirm}
              values={{ name: <span className="figures rounded-sm bg-inset px-1">{typedName}</span> }}
            />
          }
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          mono
        />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{m.cancel}</Button>
        <SubmitButton variant={props.danger ? "danger" : "primary"}>{props.confirm}</SubmitButton>
      </div>
    </Form>
  );
}
