import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { BenchServer } from "./server";

const DEBIAN = "/usr/lib/postgresql";
const SCALE = 50;

/** Runs pgbench's own TPC-B on a database of its own beside ours. Null where no pgbench is installed. */
export async function pgbench(
  server: BenchServer,
): Promise<{ perSecond(seconds: number): Promise<number> } | null> {
  const program = find();
  if (!program) return null;
  await server.create("tpcb");
  const run = (...args: string[]) => output(program, server, [...args, "tpcb"]);
  await run("-i", "-q", "-I", "dtGvp", "-s", String(SCALE));
  return {
    async perSecond(seconds) {
      const text = await run("-M", "prepared", "-c", "8", "-j", "2", "-n", "-T", String(seconds));
      const found = /tps = ([\d.]+)/.exec(text)?.[1];
      if (!found) throw new Error(`pgbench said nothing about its speed:\n${text}`);
      return Number(found);
    },
  };
}

function find(): string | null {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin"))
    : [];
  const folders = [...(process.env.PATH ?? "").split(":"), ...versions];
  return folders.map((folder) => join(folder, "pgbench")).find((file) => existsSync(file)) ?? null;
}

function output(program: string, server: BenchServer, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    PGHOST: "127.0.0.1",
    PGPORT: String(server.port),
    PGUSER: "wattsecond",
    PGPASSWORD: server.password,
  };
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let complaint = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.once("error", fail);
    child.once("close", (code) => (code === 0 ? done(text) : fail(new Error(`pgbench: ${complaint}`))));
  });
}
