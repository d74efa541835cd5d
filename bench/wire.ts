// What a question to a cluster's daemon costs on a connection that is kept, and on one of its own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IncusClient } from "@/lib/adapters/incus/client";
import { fingerprintOf, makeIdentity } from "@/lib/adapters/incus/tls";
import { type Transport, transportTo } from "@/lib/adapters/incus/transport";
import type { ClusterAddress } from "@/lib/ports/clusters";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { freePort } from "@/scripts/postgres/server.mjs";
import { median, milliseconds, ratio, table, whole } from "./support/print";

const QUESTIONS = 200;
const AT_ONCE = 4;
const ROUNDS = 5;
const timeoutMs = 10_000;

/** The same questions in turns, kept and not, to the simulated cluster in this process. */
export async function wire(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "incus-"));
  const host = { name: "a", vcpus: 16, memoryMib: 65_536, diskGib: 500, cards: [] };
  const port = await freePort();
  const region = { hosts: [host], httpsPort: port, trustPassword: "open" };
  const sandbox = await startIncusSandbox({ folder, config: { regions: { here: region } } });
  try {
    const made = await makeIdentity("bench", new Date());
    const identity = async () => made;
    const unix: ClusterAddress = { kind: "unix", folder: join(folder, "here") };
    const fingerprint = fingerprintOf(readFileSync(join(folder, "here", "server.crt"), "utf8"));
    const https: ClusterAddress = { kind: "https", host: "127.0.0.1", port, fingerprint };
    await new IncusClient(transportTo(https, identity), timeoutMs, timeoutMs).change(
      ...(["POST", "/1.0/certificates"] as const),
      { body: { type: "client", password: "open" } },
    );
    const rows = [
      await compared("unix socket", transportTo(unix)),
      await compared("HTTPS, both ends' CPU included", transportTo(https, identity)),
    ];
    table(
      `A question to a cluster, ${AT_ONCE} at once, median of ${ROUNDS} × ${QUESTIONS}`,
      ["", "own connection", "kept", "kept per second", "kept is quicker"],
      rows,
    );
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(name: string, transport: Transport): Promise<string[]> {
  const own: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(await each(transport, true));
    kept.push(await each(transport, false));
  }
  const [before, after] = [median(own), median(kept)];
  return [name, milliseconds(before), milliseconds(after), whole(1000 / after), ratio(before / after)];
}

/** Milliseconds per question. */
async function each(transport: Transport, once: boolean): Promise<number> {
  let left = QUESTIONS;
  const asking = async () => {
    while (left-- > 0) await transport.request("GET", "/1.0", { timeoutMs, once });
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, asking));
  return (performance.now() - from) / QUESTIONS;
}
