"use client";
/**
 * What every field has: label above, help under, error beside it in words, and the aria attributes that tie them
 * together. Fields inside a `Form` find their error and what was typed by their `name`.
 */
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useMessages } from "@/components/i18n/provider";
import { cx } from "./cx";
import { useFormField } from "./form-context";

/** Props shared by all fields. */
export type FieldBase = {
  name: string;
  label: ReactNode;
  /** One or two sentences under the field. */
  help?: ReactNode;
  /** Overrides the form's own error for this name. */
  error?: string | undefined;
  /** Fields are required unless marked optional. */
  optional?: boolean | undefined;
  /** Right of the label: a link such as "Forgot password". */
  aside?: ReactNode;
  className?: string | undefined;
};

export type FieldWiring = {
  id: string;
  name: string;
  required: boolean;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
};

/** Ids, error and remembered value of one field. */
export function useField(props: Pick<FieldBase, "name" | "help" | "error" | "optional">) {
  const id = useId();
  const form = useFormField(props.name);
  const error = props.error ?? form.error;
  const described = [props.help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const wiring: FieldWiring = {
    id,
    name: props.name,
    required: !props.optional,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": described || undefined,
  };
  return { wiring, error, typed: form.typed };
}

export function FieldError(props: { id: string; text: string | undefined }) {
  if (!props.text) return null;
  return (
    <p id={props.id} className="mt-1.5 flex items-start gap-1.5 text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{props.text}</span>
    </p>
  );
}

export function FieldHelp(props: { id: string; children: ReactNode }) {
  if (!props.children) return null;
  return (
    <div id={props.id} className="mt-1.5 text-muted">
      {props.children}
    </div>
  );
}

export function FieldFrame(
  props: Omit<FieldBase, "name"> & { wiring: FieldWiring; problem: string | undefined; children: ReactNode },
) {
  const m = useMessages("ui");
  const { id } = props.wiring;
  return (
    <div className={cx("min-w-0", props.className)}>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {props.label}
          {props.optional ? <span className="font-normal text-faint"> ({m.fieldOptional})</span> : null}
        </label>
        {props.aside}
      </div>
      {props.children}
      <FieldError id={`${id}-error`} text={props.problem} />
      <FieldHelp id={`${id}-help`}>{props.help}</FieldHelp>
    </div>
  );
}
