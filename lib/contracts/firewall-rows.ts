/** The rows of the rule set editor as a plain form has them: `rules.0.ports`, `rules.1.ports`, … */
import { portsText, presets } from "@/lib/domain/firewall/rules";

type Values = Readonly<Record<string, string>>;
type Row = Readonly<Record<string, string>>;

/** The name of the buttons that change rows. Their value says how: `add`, `add.web`, `remove.2`. */
export const ROWS = "rows";
const NAME = /^rules\.(\d{1,3})\.([a-z]+)$/;
const BLANK: Row = { protocol: "tcp" };

/** Each row's fields, in the form's order. */
export function rowsTyped(values: Values): { number: number; row: Row }[] {
  const rows = new Map<number, Record<string, string>>();
  for (const [key, value] of Object.entries(values)) {
    const [, number, field] = NAME.exec(key) ?? [];
    if (number === undefined || field === undefined) continue;
    rows.set(Number(number), { ...rows.get(Number(number)), [field]: value });
  }
  return [...rows].sort(([a], [b]) => a - b).map(([number, row]) => ({ number, row }));
}

/** What the form shows after one of those buttons, for browsers without JavaScript: nothing else that was typed is lost. */
export function changeRows(values: Values, change: string): Record<string, string> {
  const others = Object.entries(values).filter(([key]) => !NAME.test(key) && key !== ROWS);
  const [verb, which] = change.split(".");
  const typed = rowsTyped(values);
  const rows =
    verb === "remove"
      ? typed.filter(({ number }) => `${number}` !== which).map(({ row }) => row)
      : [...typed.map(({ row }) => row), ...added(which)];
  const fields = rows.flatMap((row, number) =>
    Object.entries(row).map(([field, value]) => [`rules.${number}.${field}`, value]),
  );
  return Object.fromEntries([...others, ...fields]);
}

function added(preset: string | undefined): Row[] {
  const found = presets.find(({ key }) => key === preset);
  if (!found) return [BLANK];
  return found.rules.map(({ protocol, ports }) => ({ protocol, ports: portsText(ports) }));
}
