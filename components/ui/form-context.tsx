"use client";
/** What a form tells its fields: errors by name, what was typed before, and whether it is being sent. */
import { createContext, use } from "react";

/** What a server action answers. `values` gives back what was typed to browsers without JavaScript (never secrets). */
export type FormResult<T = unknown> =
  | { ok: true; data: T }
  | {
      ok: false;
      code: string;
      message: string;
      fieldErrors?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
      values?: Readonly<Record<string, string>> | undefined;
    };

export type FormState = { pending: boolean; result: FormResult | null };

export const FormContext = createContext<FormState>({ pending: false, result: null });

/** Pending and last result of the form around. */
export function useFormState(): FormState {
  return use(FormContext);
}

/** The first error of a field and the value to show again. */
export function useFormField(name: string): { error: string | undefined; typed: string | undefined } {
  const { result } = use(FormContext);
  if (!result || result.ok) return { error: undefined, typed: undefined };
  const errors = result.fieldErrors?.[name];
  return { error: typeof errors === "string" ? errors : errors?.[0], typed: result.values?.[name] };
}
