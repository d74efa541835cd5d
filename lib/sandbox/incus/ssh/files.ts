import type { Guest } from "./guest";

type Outcome = { output?: string; errors?: string; exitCode?: number };

export const home = (user: string) => (user === "root" ? "/root" : `/home/${user}`);

/** A path as it stands in a command, from the user's home on. */
export function absolute(path: string, user: string): string {
  const from = path === "~" || path.startsWith("~/") ? home(user) + path.slice(1) : path;
  const parts = (from.startsWith("/") ? from : `${home(user)}/${from}`).split("/");
  const kept: string[] = [];
  for (const part of parts) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return `/${kept.join("/")}`;
}

const paths = (rest: string[]) => rest.filter((word) => !word.startsWith("-"));

export function under(guest: Guest, folder: string): string[] {
  const prefix = folder === "/" ? "/" : `${folder}/`;
  const below = Object.keys(guest.files).filter((file) => file.startsWith(prefix));
  return [...new Set(below.map((file) => file.slice(prefix.length).split("/")[0] ?? ""))].sort();
}

export function ls(rest: string[], guest: Guest, user: string): Outcome {
  const asked = paths(rest)[0] ?? ".";
  const path = absolute(asked, user);
  if (Object.hasOwn(guest.files, path)) return { output: `${asked}\n` };
  const names = under(guest, path);
  if (names.length > 0) return { output: `${names.join("\n")}\n` };
  if (path === home(user)) return {};
  return { errors: `ls: cannot access '${asked}': No such file or directory\n`, exitCode: 2 };
}

export function cat(rest: string[], guest: Guest, user = "root"): Outcome {
  let output = "";
  let errors = "";
  for (const asked of rest) {
    const path = absolute(asked, user);
    const content = Object.hasOwn(guest.files, path) ? guest.files[path] : undefined;
    if (content === undefined) errors += `cat: ${asked}: No such file or directory\n`;
    else output += content;
  }
  return { output, errors, exitCode: errors ? 1 : 0 };
}

export function touch(rest: string[], guest: Guest, user: string): Outcome {
  for (const asked of paths(rest)) {
    const path = absolute(asked, user);
    const full = !Object.hasOwn(guest.files, path) && !guest.write(path, "");
    if (full) return { errors: `touch: cannot touch '${asked}': No space left on device\n`, exitCode: 1 };
  }
  return {};
}

export function rm(rest: string[], guest: Guest, user: string): Outcome {
  let errors = "";
  for (const asked of paths(rest)) {
    const path = absolute(asked, user);
    if (Object.hasOwn(guest.files, path)) guest.write(path, null);
    else errors += `rm: cannot remove '${asked}': No such file or directory\n`;
  }
  return errors ? { errors, exitCode: 1 } : {};
}

/** The output of a command goes into a file on the machine's disk. Null: it did; otherwise what the shell says. */
export function redirect(
  guest: Guest,
  user: string,
  into: { path: string; append: boolean },
  output: string,
): string | null {
  const path = absolute(into.path, user);
  const before = into.append && Object.hasOwn(guest.files, path) ? (guest.files[path] ?? "") : "";
  return guest.write(path, before + output) ? null : `-bash: ${into.path}: No space left on device\n`;
}
