import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** What is kept in a file, or `empty` while there is none. */
export function readJson<T>(file: string, empty: T): T {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return empty;
    throw error;
  }
}

/** Written whole and renamed into place, so a crash never leaves half a file; private. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
