import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { attempt } from "./command";
import { killAndWait, lives, markOf, type ProcessMark } from "./processes";

/** Every daemon's folder, in one place, so that a later run finds what an earlier one could not take away itself. */
const HOME = "/var/lib/wattsecond-lxd";
const PLACES = 60;
/** A folder without a note may be one that somebody is making right now. */
const UNFINISHED_AFTER_MS = 60_000;

type Note = { owner: ProcessMark; firsts: ProcessMark[] };

/** A place for one daemon or cluster: a folder, a network device on the host, and four networks of 256 addresses. */
export type Place = {
  folder: string;
  /** A name that a network device on the host may have; a letter may be added. */
  device: string;
  /** Address `last` of network `index` (0 to 3). 198.18.0.0/15 is set aside for tests (RFC 2544). */
  address(index: number, last: number): string;
  /** Written down, so that also somebody else can end it. */
  remember(first: ProcessMark): void;
  /** Ends what was remembered and removes every trace. */
  clear(): Promise<void>;
};

/** The next free place. First removes what killed runs have left. */
export async function takePlace(): Promise<Place> {
  mkdirSync(HOME, { recursive: true, mode: 0o711 });
  for (const name of readdirSync(HOME)) if (isAbandoned(join(HOME, name))) await clear(Number(name));
  for (let number = 1; number <= PLACES; number += 1) {
    const folder = folderOf(number);
    try {
      mkdirSync(folder, { mode: 0o711 });
    } catch {
      continue;
    }
    const note: Note = { owner: markOf(process.pid), firsts: [] };
    const write = () => writeFileSync(join(folder, "note.json"), JSON.stringify(note));
    write();
    return {
      folder,
      device: deviceOf(number),
      address: (index, last) => `198.18.${number * 4 + index}.${last}`,
      remember(first) {
        note.firsts.push(first);
        write();
      },
      clear: () => clear(number),
    };
  }
  throw new Error(`All ${PLACES} places in ${HOME} are taken`);
}

const folderOf = (number: number) => join(HOME, String(number));
const deviceOf = (number: number) => `wslxd${number}`;

function readNote(folder: string): Note | null {
  try {
    return JSON.parse(readFileSync(join(folder, "note.json"), "utf8"));
  } catch {
    return null;
  }
}

function isAbandoned(folder: string): boolean {
  const note = readNote(folder);
  if (note) return !lives(note.owner);
  return existsSync(folder) && Date.now() - statSync(folder).mtimeMs > UNFINISHED_AFTER_MS;
}

async function clear(number: number): Promise<void> {
  const folder = folderOf(number);
  for (const first of readNote(folder)?.firsts ?? []) await killAndWait(first);
  for (const end of ["", "a", "b"]) await attempt("ip", ["link", "delete", `${deviceOf(number)}${end}`]);
  for (const name of namesOfMachines(folder)) removeControlGroups(name);
  rmSync(folder, { recursive: true, force: true });
}

/** Of every daemon in this folder. */
function namesOfMachines(folder: string): string[] {
  const list = (path: string) => (existsSync(path) ? readdirSync(path) : []);
  return list(folder).flatMap((daemon) =>
    list(join(folder, daemon, "storage-pools")).flatMap((pool) =>
      list(join(folder, daemon, "storage-pools", pool, "containers")),
    ),
  );
}

/** The one thing of a container that no namespace takes along. A group that somebody uses cannot be removed. */
function removeControlGroups(machine: string): void {
  const root = "/sys/fs/cgroup";
  const controllers = existsSync(root) ? ["", ...readdirSync(root)] : [];
  for (const controller of controllers)
    for (const kind of ["payload", "monitor"]) removeTree(join(root, controller, `lxc.${kind}.${machine}`));
}

function removeTree(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(folder, entry.name));
    rmdirSync(folder);
  } catch {
    // Not there, or in use.
  }
}
