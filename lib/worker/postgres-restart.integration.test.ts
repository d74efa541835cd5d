import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, expect, it, vi } from "vitest";
import { checkCloudConfig } from "@/lib/adapters/cloud-init/check";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import type { LiveMessage } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { cardFields, submit } from "@/lib/sandbox/stripe/testing/browser";
import { poolFor } from "@/lib/server/database";
import { HintHub } from "@/lib/server/hint-hub";
import { Notifier } from "@/lib/server/hints";
import { liveSources } from "@/lib/server/live-sources";
import { liveStream } from "@/lib/server/live-stream";
import { migrateDatabase } from "@/lib/server/migrate";
import { enqueue } from "@/lib/server/queue";
import { startTopUp } from "@/lib/services/billing/start-top-up";
import { syncPayment } from "@/lib/services/billing/sync-payment";
import type { ServiceContext } from "@/lib/services/context";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { openDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { paymentsWorld } from "@/lib/testing/payments";
import { startDatabase } from "@/scripts/start/database.mjs";
import { readState } from "@/scripts/start/state.mjs";
import { clockworkLoop } from "./clock/clockwork";
import { clockGuardLoop } from "./clock/guard";
import { reconcilerLoop } from "./fleet/loop";
import { rest, start } from "./loops";
import { operationsLoop } from "./operations/loop";
import { paymentsLoop } from "./payments-sweep";
import { queueLoop } from "./queue";

const CRASHES = 3;

// The database as `npm start` runs it: on a data folder and a port of its own, and started again when it ends.
const folder = mkdtempSync(join(tmpdir(), "wattsecond-restart-"));
chmodSync(folder, 0o711);
mkdirSync(join(folder, "logs"));
const said: string[] = [];
const server = await startDatabase(folder, readState(folder), (line) => said.push(line));
await migrateDatabase(server.url);
const { close, ...database } = openDatabase(server.url);

// Room for more than anybody launches here.
const host = { ...gpuHost("gpu-1", 400), vcpus: 100_000, memoryMib: 100_000_000, diskGib: 1_000_000 };
const machines = await machineWorld(database, [host]);
const payments = await paymentsWorld(database);
const hub = new HintHub(() => poolFor(server.url, "app", 1));
const notifier = new Notifier(() => database.app);

/** As the product puts a context together: hints and jobs really go out. */
const real = (ctx: ServiceContext): ServiceContext => ({
  ...ctx,
  notify: (...hints) => notifier.notify(hints),
  enqueue,
  ports: {
    compute: () => machines.compute,
    get clusters() {
      return ctx.ports.clusters;
    },
    sshProbe: machines.compute.probe,
    parseSshKey: parseSshPublicKey,
    checkCloudConfig,
    payments: payments.payments,
  },
});
const system = real(machines.system);
const mailed = new Set<string>();
const mailTask = { mail: async (payload: unknown) => void mailed.add(JSON.stringify(payload)) };
const workers = ["one", "two"].map((worker) =>
  start([
    clockGuardLoop(system),
    clockworkLoop(system),
    operationsLoop(system, { worker, idleMs: 50 }),
    reconcilerLoop(system, REGION, { deploymentId: machines.deploymentId }),
    paymentsLoop(system),
    queueLoop(server.url, mailTask),
  ]),
);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await hub.idle();
  await close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Immediate shutdown: no checkpoint, no goodbye to clients, recovery from the log at the next start. */
const crash = () =>
  process.kill(
    Number(readFileSync(join(folder, "postgres/postmaster.pid"), "utf8").split("\n")[0]),
    "SIGQUIT",
  );

const errors: unknown[] = [];
/** What a person does: the same request again until there is an answer. Another refusal than "later" is a failure. */
async function insist<T>(request: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (error instanceof DomainError) throw error;
      errors.push(error);
      await rest(100, new AbortController().signal);
    }
  }
}

const load = new AbortController();
/** Repeats until the load ends; what has begun is finished. */
async function keep(pauseMs: number, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !load.signal.aborted; round += 1) {
    await work(round);
    await rest(pauseMs, load.signal);
  }
}

const paid: string[] = [];
async function topUps(): Promise<void> {
  const who = await payments.customer();
  const ctx = real(who.ctx);
  await keep(20, async (round) => {
    const topUp = await insist(() => startTopUp(ctx, { requestId: `wish-${round}`, amount: 2_500n }));
    await submit(topUp.checkoutUrl ?? "", cardFields("4242 4242 4242 4242"));
    const view = await insist(() => syncPayment(ctx, { paymentId: topUp.paymentId }));
    expect(view?.state).toBe("paid");
    paid.push(topUp.paymentId);
  });
}

const launched: { ctx: ServiceContext; id: string }[] = [];
async function launches(): Promise<void> {
  const customer = await machines.customer(100_000n, { gpuQuota: 1000 });
  const ctx = real(customer.ctx);
  await keep(200, async () => {
    const input = customer.launchInput();
    launched.push({ ctx, id: (await insist(() => launchInstance(ctx, input))).id });
  });
}

/** A browser's stream of one account's money; `latest` is what it shows. */
async function watcher() {
  const who = await payments.customer();
  const ctx = real(who.ctx);
  const leave = new AbortController();
  const stream = liveStream({
    hub,
    sources: liveSources.filter((source) => source.kind === "meter"),
    accountId: who.accountId,
    ended: async () => null,
    signal: leave.signal,
    read: (source) => source.read(ctx),
    // Longer than the test: what arrives was announced by a hint, or by the gap.
    snapshotMs: 600_000,
  });
  const seen = { latest: "" };
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const text = decoder.decode(chunk);
      if (!text.startsWith("data: ")) continue;
      const message: LiveMessage = JSON.parse(text.slice(6));
      if (message.kind === "meter") seen.latest = message.meter.balanceTicks;
    }
  })();
  const stop = () => {
    leave.abort();
    return reading;
  };
  return { ctx, accountId: who.accountId, seen, stop };
}
const count = async (query: ReturnType<typeof sql>) =>
  (await database.db.execute<{ n: number }>(query)).rows[0]?.n ?? 0;

it("survives restarts of the database under load, with two workers", async () => {
  const browser = await watcher();
  const running = [topUps(), topUps(), launches(), launches()];
  const askForMail = (name: string) => {
    const job = {
      task: "mail",
      payload: { to: "d@example.com", template: name, params: {}, locale: "en" },
    } as const;
    return insist(() => system.transact((tx) => enqueue(tx, job, name)));
  };

  for (let round = 1; round <= CRASHES; round += 1) {
    const [paidBefore, launchedBefore] = [paid.length, launched.length];
    await vi.waitUntil(() => paid.length > paidBefore && launched.length > launchedBefore, patience);
    crash();
    // One honest error, at once: not a wait, and not a word about the customer.
    const refused = await vi.waitUntil(
      () =>
        accountBalanceView(browser.ctx, browser.accountId).then(
          () => null,
          (error: unknown) => error,
        ),
      { ...patience, interval: 1 },
    );
    expect(refused).not.toBeInstanceOf(DomainError);
    // Everything comes back without anybody's doing: answers, the stream, the queue.
    const { paymentId, checkoutUrl } = await insist(() =>
      startTopUp(browser.ctx, { requestId: `round-${round}`, amount: 1_000n }),
    );
    await submit(checkoutUrl ?? "", cardFields("4242 4242 4242 4242"));
    await insist(() => syncPayment(browser.ctx, { paymentId }));
    await askForMail(`round-${round}`);
    await vi.waitFor(() => expect(browser.seen.latest).toBe(`${BigInt(round) * 36_000_000_000n}`), patience);
    await vi.waitFor(() => expect([...mailed].join()).toContain(`round-${round}`), patience);
  }
  load.abort();
  await Promise.all(running);
  await browser.stop();
  expect(said.filter((line) => line.includes("starting it again"))).toHaveLength(CRASHES);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.filter((error) => error instanceof DomainError)).toEqual([]);

  // What was on its way when the lights went out goes on in somebody's hands: nothing waits for a lease to run out.
  await vi.waitFor(
    async () =>
      expect(await count(sql`select count(*)::int as n from instances where state <> 'running'`)).toBe(0),
    patience,
  );
  expect(await count(sql`select count(*)::int as n from instances`)).toBe(launched.length);
  expect(machines.compute.all.size).toBe(launched.length);
  const topUpsMade = paid.length + CRASHES;
  expect(await count(sql`select count(*)::int as n from payments where state = 'paid'`)).toBe(topUpsMade);
  expect(await count(sql`select count(*)::int as n from payments`)).toBe(topUpsMade);
  expect(await count(sql`select count(*)::int as n from ledger_transactions where kind = 'top_up'`)).toBe(
    topUpsMade,
  );

  await Promise.all(
    launched.map(({ ctx, id }) => terminateInstance(ctx, { instanceId: id, confirmName: "box" })),
  );
  await vi.waitFor(() => expect(machines.compute.all.size).toBe(0), patience);
  await vi.waitFor(
    async () =>
      expect(await count(sql`select count(*)::int as n from instances where state <> 'terminated'`)).toBe(0),
    patience,
  );
  expect(await bookProblems(machines)).toEqual([]);
});
