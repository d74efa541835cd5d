"use client";
/** "Act as this customer": what it means, and the reason that the customer will read. */
import { useMessages } from "@/components/i18n/provider";
import { ConfirmForm } from "@/components/ui/confirm-form";
import { DialogButton } from "@/components/ui/dialog";
import type { FormAction } from "@/components/ui/form";
import { TextAreaField } from "@/components/ui/text-field";
import { say } from "@/lib/i18n/say";

export function ActAsCustomer<T>(props: {
  action: FormAction<T>;
  accountId: string;
  customer: string;
  minutes: number;
}) {
  const m = useMessages("support").act;
  return (
    <DialogButton
      button={{ variant: "primary", children: m.button }}
      title={say(m.title, { customer: props.customer })}
      description={say(m.text, { minutes: props.minutes })}
    >
      <ConfirmForm action={props.action} fields={{ accountId: props.accountId }} confirm={m.confirm}>
        <TextAreaField name="reason" label={m.reason} help={m.reasonHelp} maxLength={500} rows={3} />
      </ConfirmForm>
    </DialogButton>
  );
}
