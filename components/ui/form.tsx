"use client";
/**
 * A form around a server action: `<Form action={save}>…fields…<SubmitButton>Save</SubmitButton></Form>`.
 * The action is `(previous, formData) => FormResult`. Errors go to the fields of their names, the first gets the focus,
 * everything typed stays. Works as a plain form post before (or without) JavaScript.
 */
import {
  type FormEvent,
  type ReactNode,
  useActionState,
  useEffect,
  useRef,
  useState,
  useTransition,
} from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { say, sayCount } from "@/lib/i18n/say";
import { Banner } from "./banner";
import { Button, type ButtonProps } from "./button";
import { cx } from "./cx";
import { FormContext, type FormResult, useFormState } from "./form-context";

export type FormAction<T> = (previous: FormResult<T> | null, form: FormData) => Promise<FormResult<T>>;

export function Form<T>(props: {
  action: FormAction<T>;
  children: ReactNode;
  /** Runs once per successful answer; close a dialog, toast, move on. */
  onSuccess?: ((data: T) => void) | undefined;
  /** Empty the fields after success. */
  resetOnSuccess?: boolean | undefined;
  /** Replaces the banner shown for an error that belongs to no field. */
  renderError?: ((failure: Extract<FormResult, { ok: false }>) => ReactNode) | undefined;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}) {
  const words = useMessages("ui");
  const failures = useMessages("errors");
  const form = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  // Before or without JavaScript the browser posts to the action itself, and its answer comes with the page.
  const [posted, post] = useActionState<FormResult<T> | null, FormData>(props.action, null);
  const [answer, setAnswer] = useState<FormResult<T> | null>(null);
  const [pending, startSending] = useTransition();
  const result = answer ?? posted;

  async function ask(data: FormData): Promise<FormResult<T>> {
    try {
      return await props.action(result, data);
    } catch (thrown) {
      const digest = thrown instanceof Error && "digest" in thrown ? String(thrown.digest) : null;
      // Next steers by throwing: redirects and interrupts must pass. Anything else must not cost what was typed.
      if (digest?.startsWith("NEXT_")) throw thrown;
      const message = digest
        ? `${failures.errorTitle}. ${say(failures.errorId, { id: digest })}`
        : words.formUnreachable;
      return { ok: false, code: digest ? "internal" : "unreachable", message };
    }
  }

  const { onSuccess, resetOnSuccess } = props;
  const answered = useRef<FormResult<T> | null>(null);
  useEffect(() => {
    if (!result || answered.current === result) return;
    answered.current = result;
    if (result.ok) {
      if (resetOnSuccess) form.current?.reset();
      onSuccess?.(result.data);
      return;
    }
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong ?? form.current?.querySelector<HTMLElement>("[data-form-problem]"))?.focus();
  }, [result, onSuccess, resetOnSuccess]);

  // Sent by hand: React would empty the fields after a form action, also after a refused one.
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const data = new FormData(event.currentTarget, submitter);
    startSending(async () => {
      try {
        const next = await ask(data);
        startSending(() => setAnswer(next));
      } finally {
        sending.current = false;
      }
    });
  }

  return (
    <FormContext value={{ pending, result }}>
      <form
        ref={form}
        action={post}
        onSubmit={send}
        noValidate
        aria-label={props["aria-label"]}
        className={cx("flex flex-col gap-5", props.className)}
      >
        <FormProblem render={props.renderError} />
        {props.children}
      </form>
    </FormContext>
  );
}

function FormProblem(props: {
  render: ((failure: Extract<FormResult, { ok: false }>) => ReactNode) | undefined;
}) {
  const m = useMessages("ui");
  const { locale } = useReader();
  const { result } = useFormState();
  if (!result || result.ok) return null;
  const count = Object.values(result.fieldErrors ?? {}).filter((each) => each && each.length > 0).length;
  return (
    <div tabIndex={-1} data-form-problem="" className="col-span-full rounded-lg">
      {props.render?.(result) ?? (
        <Banner tone="danger" text={count > 0 ? sayCount(locale, m.formProblems, count) : result.message} />
      )}
    </div>
  );
}

/** Sends the form around it. Say the verb and the price: "Launch · $2.49/h". */
export function SubmitButton({ variant = "primary", ...rest }: ButtonProps) {
  const { pending } = useFormState();
  return <Button {...rest} type="submit" variant={variant} pending={pending || rest.pending} />;
}
