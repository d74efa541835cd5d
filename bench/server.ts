import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateDatabase } from "@/lib/server/migrate";
import { postgresHome, serverIdentity } from "@/scripts/postgres/binaries.mjs";
import { freePort, initialise, run } from "@/scripts/postgres/server.mjs";

/** The embedded server as the product runs it: every commit waits for the disk. */
const DURABLE = {
  shared_buffers: "256MB",
  max_connections: "100",
  max_wal_size: "4GB",
  log_min_messages: "fatal",
};

/** A migrated, throw-away database for the time of `work`. */
export async function withServer<R>(work: (url: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-bench-"));
  chmodSync(folder, 0o711);
  try {
    const identity = serverIdentity();
    const place = {
      home: postgresHome(identity, () => join(tmpdir(), "wattsecond-test-postgresql")),
      data: join(folder, "data"),
      identity,
    };
    initialise(place, "bench");
    const port = await freePort();
    const server = await run({ ...place, port, settings: DURABLE, log: join(folder, "postgres.log") });
    try {
      const url = `postgres://wattsecond:bench@127.0.0.1:${port}/postgres`;
      await migrateDatabase(url);
      return await work(url);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
