import { cat, home, ls, rm, touch } from "./files";
import type { Guest } from "./guest";
import { nvidiaSmi } from "./nvidia-smi";
import type { Surroundings, TerminalSize } from "./shell";

type Outcome = { output?: string; errors?: string; exitCode?: number };
type Command = {
  about: string;
  run(rest: string[], guest: Guest, user: string, around: Surroundings): Outcome;
};

const kernel = "6.8.0-49-generic";

function table(rows: string[][], right: boolean): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number) =>
    i === 0 || !right ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map((row) => `${row.map(pad).join("  ").trimEnd()}\n`).join("");
}

function uname(rest: string[], guest: Guest): Outcome {
  const all = ["Linux", guest.hostname, kernel, "#1 SMP (simulated)", "x86_64", "GNU/Linux"];
  const index: Record<string, number> = { s: 0, n: 1, r: 2, v: 3, m: 4, o: 5 };
  const flags = rest.join("").replaceAll("-", "");
  if (flags.includes("a")) return { output: `${all.join(" ")}\n` };
  const wanted = [...(flags || "s")].map((flag) => all[index[flag] ?? 0]);
  return { output: `${wanted.join(" ")}\n` };
}

function free(rest: string[], guest: Guest): Outcome {
  const unit = rest.includes("-g") ? 1 / 1024 : rest.includes("-m") ? 1 : 1024;
  const show = (mib: number) =>
    rest.includes("-h") ? `${Math.round(mib / 1024)}Gi` : String(Math.floor(mib * unit));
  const used = Math.min(512, guest.memoryMib);
  return {
    output: table(
      [
        ["", "total", "used", "free"],
        ["Mem:", show(guest.memoryMib), show(used), show(guest.memoryMib - used)],
        ["Swap:", show(0), show(0), show(0)],
      ],
      true,
    ),
  };
}

function df(rest: string[], guest: Guest): Outcome {
  const show = (gib: number) => (rest.includes("-h") ? `${gib}G` : String(gib * 1024 * 1024));
  const used = Math.min(4, guest.diskGib);
  const percent = `${Math.ceil((used * 100) / guest.diskGib)}%`;
  return {
    output: table(
      [
        ["Filesystem", rest.includes("-h") ? "Size" : "1K-blocks", "Used", "Avail", "Use%", "Mounted on"],
        ["/dev/root", show(guest.diskGib), show(used), show(guest.diskGib - used), percent, "/"],
      ],
      false,
    ),
  };
}

function uptime(guest: Guest): Outcome {
  const now = guest.now();
  const minutes = Math.max(0, Math.floor((now.getTime() - guest.bootedAt.getTime()) / 60_000));
  const days = Math.floor(minutes / 1440);
  const clock = `${Math.floor((minutes % 1440) / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  const up = `${days > 0 ? `${days} days, ` : ""}${clock}`;
  return {
    output: ` ${now.toISOString().slice(11, 19)} up ${up},  1 user,  load average: 0.00, 0.00, 0.00\n`,
  };
}

/** The end of a file: the last bytes (`-c`) or lines (`-n`, ten if nothing is said). */
function tail(rest: string[], guest: Guest): Outcome {
  const [flag = "-n", count = "10"] = rest[0]?.startsWith("-") ? rest : [];
  const path = rest.at(-1) ?? "";
  const { output = "", ...failure } = cat([path], guest);
  if (failure.exitCode) return { errors: failure.errors?.replace(/^cat/, "tail") ?? "", exitCode: 1 };
  const wanted = Number.parseInt(count, 10);
  if (flag === "-c") return { output: Buffer.from(output).subarray(-wanted).toString() };
  return {
    output: output
      .split(/(?<=\n)/)
      .slice(-wanted)
      .join(""),
  };
}

/** `stty size`: what a program at the terminal sees of it. */
function stty(rest: string[], size: TerminalSize | null): Outcome {
  if (!size) return { errors: "stty: 'standard input': Inappropriate ioctl for device\n", exitCode: 1 };
  if (rest[0] === "size") return { output: `${size.rows} ${size.columns}\n` };
  return { output: `speed 38400 baud; rows ${size.rows}; columns ${size.columns}\n` };
}

const MOST_NUMBERS = 1_000_000;

function seq(rest: string[]): Outcome {
  const last = Math.min(MOST_NUMBERS, Number.parseInt(rest[0] ?? "", 10) || 0);
  return { output: Array.from({ length: last }, (_, i) => `${i + 1}\n`).join("") };
}

function help(): Outcome {
  const rows = Object.entries(commands).map(([name, command]) => [`  ${name}`, command.about]);
  return { output: `This shell is simulated. It knows:\n${table([...rows, ["  exit", "leave"]], false)}` };
}

function powerOff(_rest: string[], guest: Guest, user: string): Outcome {
  guest.powerOff();
  return { output: `Broadcast message from ${user}@${guest.hostname}: The system will power off now!\n` };
}

/** `shutdown` as people use it: now, with `-h`/`-P`; `-r` restarts, `-c` has nothing to cancel. */
function shutdown(rest: string[], guest: Guest, user: string): Outcome {
  if (rest.includes("-c")) return {};
  return rest.includes("-r") ? reboot(rest, guest, user) : powerOff(rest, guest, user);
}

function reboot(_rest: string[], guest: Guest, user: string): Outcome {
  guest.reboot();
  return { output: `Broadcast message from ${user}@${guest.hostname}: The system will reboot now!\n` };
}

export const commands: Record<string, Command> = {
  help: { about: "this list", run: help },
  "nvidia-smi": { about: "the cards of this machine", run: nvidiaSmi },
  uname: { about: "the system", run: uname },
  hostname: { about: "the name of this machine", run: (_, guest) => ({ output: `${guest.hostname}\n` }) },
  whoami: { about: "who you are", run: (_, __, user) => ({ output: `${user}\n` }) },
  id: {
    about: "who you are, in numbers",
    run: (_, __, user) => ({
      output:
        user === "root"
          ? "uid=0(root) gid=0(root) groups=0(root)\n"
          : `uid=1000(${user}) gid=1000(${user})\n`,
    }),
  },
  pwd: { about: "where you are", run: (_, __, user) => ({ output: `${home(user)}\n` }) },
  nproc: { about: "the number of processors", run: (_, guest) => ({ output: `${guest.vcpus}\n` }) },
  free: { about: "memory", run: free },
  df: { about: "disk", run: df },
  uptime: { about: "since when it runs", run: (_, guest) => uptime(guest) },
  date: { about: "the time", run: (_, guest) => ({ output: `${guest.now().toUTCString()}\n` }) },
  ls: { about: "files: the few that exist, and yours (echo hello > notes.txt)", run: ls },
  cat: { about: "show a file, for example /var/log/cloud-init-output.log", run: cat },
  tail: { about: "show the end of a file", run: tail },
  seq: { about: "count", run: seq },
  stty: { about: "the size of this terminal", run: (rest, _, __, { size }) => stty(rest, size?.() ?? null) },
  printenv: {
    about: "variables",
    run: ([name], _, __, { environment = {} }) =>
      name === undefined || Object.hasOwn(environment, name)
        ? {
            output: Object.entries(environment)
              .filter(([key]) => name === undefined || key === name)
              .map(([key, value]) => (name === undefined ? `${key}=${value}\n` : `${value}\n`))
              .join(""),
          }
        : { exitCode: 1 },
  },
  touch: { about: "make an empty file; it stays on the disk", run: touch },
  rm: { about: "remove a file", run: rm },
  echo: { about: "say something", run: (rest) => ({ output: `${rest.join(" ")}\n` }) },
  true: { about: "succeed", run: () => ({}) },
  false: { about: "fail", run: () => ({ exitCode: 1 }) },
  clear: { about: "clear the screen", run: () => ({ output: "\x1b[H\x1b[2J" }) },
  reboot: { about: "restart this machine", run: reboot },
  shutdown: { about: "switch this machine off (-r: restart)", run: shutdown },
  poweroff: { about: "switch this machine off", run: powerOff },
};
