"use client";
import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useFormState } from "@/components/ui/form-context";
import { say } from "@/lib/i18n/say";

/** The fields of a form until it was answered; then what the answer says, also after a post without JavaScript. */
export function Answered<T>(props: { answer: (data: T) => ReactNode; children: ReactNode }) {
  const { result } = useFormState();
  // The form's own action made the result, so that its data is what the answer takes.
  return result?.ok ? props.answer(result.data as T) : props.children;
}

/** What to do now that a mail is on its way. The same words whether the address was known or not. */
export function CheckMail(props: { title: string; text: `${string}{email}${string}`; email: string }) {
  return (
    <div role="status" className="flex items-start gap-3">
      <MailCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-good" />
      <div className="min-w-0">
        <p className="font-semibold">{props.title}</p>
        <p className="break-words">{say(props.text, { email: props.email })}</p>
      </div>
    </div>
  );
}
