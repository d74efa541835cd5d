import type { core } from "zod";
import type { DomainError } from "@/lib/domain/errors";
import { formatDuration } from "@/lib/format/duration";
import { messages, sayParts } from "@/lib/i18n";

type Params = Readonly<Record<string, string>>;

/** Fills a sentence whose placeholders are known at run time only. `{wait}` is made of the param `seconds`. */
function fill(template: string, params: Params, locale: string): string {
  const wait =
    params.seconds === undefined
      ? {}
      : { wait: formatDuration(BigInt(params.seconds), { locale, display: "long" }) };
  const values: Params = { ...wait, ...params };
  return sayParts(template)
    .map((part) => part.text + (part.name === undefined ? "" : (values[part.name] ?? "")))
    .join("");
}

function inputSentence(key: string, params: Params, locale: string): string | undefined {
  const inputs: Params = messages(locale).refusals.inputs;
  const template = inputs[key];
  return template === undefined ? undefined : fill(template, params, locale);
}

/** The sentence of an expected refusal. */
export function refusalSentence(error: DomainError, locale: string): string {
  const { reason } = error.params;
  const words = messages(locale).refusals;
  return (
    (reason === undefined ? undefined : inputSentence(reason, error.params, locale)) ??
    fill(words.codes[error.code], error.params, locale)
  );
}

/** The sentence for a failure that nobody expected; the id is what the log has it under. */
export function unexpectedSentence(id: string, locale: string): string {
  return fill(messages(locale).refusals.unexpected, { id }, locale);
}

/** Field → sentence, the first problem of each. Fields of nested input are named by their path: `items.0.name`. */
export function inputSentences(issues: readonly core.$ZodIssue[], locale: string): Record<string, string> {
  const sentences: Record<string, string> = {};
  for (const issue of issues) sentences[issue.path.map(String).join(".")] ??= sentenceOf(issue, locale);
  return sentences;
}

function sentenceOf(issue: core.$ZodIssue, locale: string): string {
  const { key, params } = standardProblem(issue);
  return (
    inputSentence(issue.message, params, locale) ??
    inputSentence(key, params, locale) ??
    inputSentence("invalid", {}, locale) ??
    issue.message
  );
}

function standardProblem(issue: core.$ZodIssue): { key: string; params: Params } {
  switch (issue.code) {
    case "invalid_type":
      return { key: issue.input === undefined || issue.input === "" ? "required" : "invalid", params: {} };
    case "too_small":
      return {
        key: issue.origin === "string" ? (issue.minimum === 1 ? "required" : "too_short") : "too_small",
        params: { minimum: String(issue.minimum) },
      };
    case "too_big":
      return {
        key: issue.origin === "string" ? "too_long" : "too_big",
        params: { maximum: String(issue.maximum) },
      };
    case "invalid_value":
      return { key: "not_a_choice", params: {} };
    case "invalid_format":
      return { key: issue.format === "email" ? "email_invalid" : "invalid", params: {} };
    case "custom":
      return { key: "invalid", params: textsOf(issue.params) };
    default:
      return { key: "invalid", params: {} };
  }
}

/** What a schema's own refusal says besides its key. */
const textsOf = (params: Readonly<Record<string, unknown>> | undefined): Params =>
  Object.fromEntries(
    Object.entries(params ?? {}).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
