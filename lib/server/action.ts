import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { DomainError, type ErrorCode } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { publicContext, requestContext, staffContext } from "./context";
import { formInput, typedValues } from "./form-input";
import { log } from "./log";
import { inputSentences, refusalSentence, unexpectedSentence } from "./words";

/** What may travel to the browser. No bigint: a form post without JavaScript cannot carry one; say it as text. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

export type ActionFailure = {
  ok: false;
  code: ErrorCode | "unexpected";
  message: string;
  fieldErrors?: Record<string, string>;
  /** What was typed, for browsers without JavaScript; never secrets. */
  values?: Record<string, string>;
};
export type ActionResult<T> = { ok: true; data: T } | ActionFailure;

type Given<I> = FormData | I;
/** Called with its input, or by a form with the previous result before it. */
export type Action<I, T> = {
  (input: Given<I>): Promise<ActionResult<T>>;
  (previous: unknown, input: Given<I>): Promise<ActionResult<T>>;
};

export type ActionOptions<T> = {
  /** `request` (default): whoever is signed in. `staff`: staff on nobody's behalf. `public`: nobody. */
  as?: "request" | "staff" | "public";
  /** After success: revalidate, set a cookie, redirect. What `redirect` throws passes. */
  after?: (data: T, ctx: ServiceContext) => void | Promise<void>;
};

export type Verb<S extends z.ZodType, T> = (ctx: ServiceContext, input: z.output<S>) => Promise<T>;

const contexts = { request: requestContext, staff: staffContext, public: publicContext };

/**
 * Makes a server action of a schema and a verb. The verb authorises; this only hands over, and turns every end into
 * an answer: expected refusals in words, anything else recorded under an id that the user sees.
 * Next itself refuses posts whose Origin is not the host.
 */
export function action<S extends z.ZodType, T extends Plain>(
  schema: S,
  verb: Verb<S, T>,
  options?: ActionOptions<T>,
): Action<z.input<S>, T>;
/** A verb that answers nothing. */
export function action<S extends z.ZodType>(
  schema: S,
  verb: Verb<S, void>,
  options?: ActionOptions<void>,
): Action<z.input<S>, void>;
export function action<S extends z.ZodType, T>(
  schema: S,
  verb: Verb<S, T>,
  options: ActionOptions<T> = {},
): Action<z.input<S>, T> {
  async function run(...given: [unknown, unknown?]): Promise<ActionResult<T>> {
    const raw = given.length > 1 ? given[1] : given[0];
    const input = raw instanceof FormData ? formInput(raw) : raw;
    const typed = raw instanceof FormData ? { values: typedValues(formInput(raw)) } : {};
    let locale = "en";
    let requestId = "";
    try {
      const ctx = await contexts[options.as ?? "request"]();
      ({ locale, requestId } = ctx);
      const parsed = schema.safeParse(input, { reportInput: true });
      if (!parsed.success) return { ...invalid(parsed.error, locale), ...typed };
      const data = await verb(ctx, parsed.data);
      await options.after?.(data, ctx);
      return { ok: true, data };
    } catch (error) {
      unstable_rethrow(error);
      return { ...failure(error, locale, { requestId }), ...typed };
    }
  }
  return run;
}

/** The answer to input that the schema refuses. */
export function invalid(error: z.ZodError, locale: string): ActionFailure {
  return {
    ok: false,
    code: "invalid_input",
    message: refusalSentence(new DomainError("invalid_input"), locale),
    fieldErrors: inputSentences(error.issues, locale),
  };
}

/** The answer to whatever a verb threw. */
export function failure(error: unknown, locale: string, fields: Record<string, string>): ActionFailure {
  if (error instanceof DomainError) {
    const message = refusalSentence(error, locale);
    const fieldErrors = error.field === undefined ? {} : { fieldErrors: { [error.field]: message } };
    return { ok: false, code: error.code, message, ...fieldErrors };
  }
  const id = log.unexpected("a request failed", error, fields);
  return { ok: false, code: "unexpected", message: unexpectedSentence(id, locale) };
}
