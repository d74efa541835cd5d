import { badRequest } from "../errors";
import type { Devices } from "../machine";

/** Reads the fields of a JSON body; a wrong type is answered as the daemon answers a body it cannot decode. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null) return {};
  if (typeof body !== "object" || Array.isArray(body)) {
    throw badRequest("json: cannot unmarshal into Go value of type map[string]interface {}");
  }
  return Object.fromEntries(Object.entries(body));
}

const wrong = (name: string, type: string) =>
  badRequest(`json: cannot unmarshal value into Go struct field .${name} of type ${type}`);

export function textField(body: Record<string, unknown>, name: string): string {
  const value = body[name] ?? "";
  if (typeof value !== "string") throw wrong(name, "string");
  return value;
}

export function numberField(body: Record<string, unknown>, name: string): number {
  const value = body[name] ?? 0;
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrong(name, "int");
  return value;
}

export function flagField(body: Record<string, unknown>, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== "boolean") throw wrong(name, "bool");
  return value;
}

export function textMap(value: unknown, name: string): Record<string, string> {
  const entries = Object.entries(fieldsOf(value)).map(([key, content]): [string, string] => {
    if (typeof content !== "string") throw wrong(name, "string");
    return [key, content];
  });
  return Object.fromEntries(entries);
}

export function devicesField(body: Record<string, unknown>): Devices {
  const entries = Object.entries(fieldsOf(body.devices));
  return Object.fromEntries(entries.map(([name, device]) => [name, textMap(device, "devices")]));
}

export function textList(body: Record<string, unknown>, name: string): string[] | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw wrong(name, "[]string");
  return value;
}
