/** What a form post carries, as a plain object: a repeated name becomes a list. Files are left to their own verbs. */
export function formInput(form: FormData): Record<string, string | string[]> {
  const input: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    // Next's own fields, which say which action is meant.
    if (name.startsWith("$ACTION")) continue;
    const values = form.getAll(name).filter((value) => typeof value === "string");
    const [first] = values;
    if (first !== undefined) input[name] = values.length === 1 ? first : values;
  }
  return input;
}

const SECRET = /password|secret|token|key|script/i;

/** What may be shown again after a refusal: single values that are not secrets. */
export function typedValues(input: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      typeof value === "string" && !SECRET.test(name) ? [[name, value]] : [],
    ),
  );
}
