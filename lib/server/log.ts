import { randomBytes } from "node:crypto";

type Fields = Record<string, string | number | boolean | null | undefined>;
type Level = "info" | "warn" | "error";

/** Lines for people at a terminal, JSON for files and collectors. */
const pretty = process.stdout.isTTY === true;

function write(level: Level, message: string, fields: Fields): void {
  const at = new Date().toISOString();
  const line = pretty
    ? `${at.slice(11, 19)} ${level.padEnd(5)} ${message}${Object.entries(fields)
        .map(([name, value]) => ` ${name}=${String(value)}`)
        .join("")}`
    : JSON.stringify({ at, level, message, ...fields });
  process.stdout.write(`${line}\n`);
}

export const log = {
  info: (message: string, fields: Fields = {}): void => write("info", message, fields),
  warn: (message: string, fields: Fields = {}): void => write("warn", message, fields),
  error: (message: string, fields: Fields = {}): void => write("error", message, fields),
  /**
   * Records something nobody expected and returns the id under which it was recorded: the user sees the id, the
   * operator finds the rest.
   */
  unexpected(message: string, error: unknown, fields: Fields = {}): string {
    const errorId = randomBytes(5).toString("hex");
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    write("error", message, { errorId, ...fields, error: text, ...(cause === undefined ? {} : { cause }) });
    return errorId;
  },
};
