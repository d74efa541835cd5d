import { afterEach, describe, expect, it } from "vitest";
import type { LiveMessage } from "@/lib/contracts/views";
import { poolFor } from "@/lib/server/database";
import { testDatabase } from "@/lib/testing/database";
import { patience } from "@/lib/testing/patience";
import { HintHub } from "./hint-hub";
import { Notifier } from "./hints";
import type { LiveSource } from "./live-sources";
import { type EndReason, liveStream } from "./live-stream";

const database = await testDatabase();
const hub = new HintHub(() => poolFor(database.url, "app", 1));
const notifier = new Notifier(() => database.app);
const open: AbortController[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) each.abort();
  await hub.idle();
  expect(hub.listenerCount).toBe(0);
});

const meter = {
  kind: "meter",
  hints: ["meter"],
  audience: "account",
  read: async () => null,
} satisfies LiveSource;
const payments = { ...meter, kind: "payments", hints: ["payments"] } satisfies LiveSource;

/** A reader of a stream that shows how often each source was read. */
function reader(accountId: string, given: { ended?: () => Promise<EndReason | null>; endsAt?: Date } = {}) {
  const abort = new AbortController();
  open.push(abort);
  const reads: Record<string, number> = {};
  const stream = liveStream({
    hub,
    sources: [meter, payments],
    accountId,
    ended: given.ended ?? (async () => null),
    endsAt: given.endsAt ?? null,
    signal: abort.signal,
    read: async ({ kind }) => {
      reads[kind] = (reads[kind] ?? 0) + 1;
      // The shape of a view does not matter to the stream.
      return { kind: "payments", payments: [] };
    },
  });
  const decoder = new TextDecoder();
  const lines = stream.getReader();
  async function nextMessage(): Promise<LiveMessage | "closed"> {
    for (;;) {
      const { done, value } = await lines.read();
      if (done) return "closed";
      const text = decoder.decode(value);
      if (text.startsWith("data: ")) return JSON.parse(text.slice(6));
    }
  }
  /** Reads on until the source was read that often. */
  async function until(kind: string, times: number) {
    while ((reads[kind] ?? 0) < times) expect(await nextMessage()).not.toBe("closed");
  }
  return { abort, reads, nextMessage, until, lines };
}

/** Waits until the hub hears: from then on no hint is missed. */
async function listening() {
  const heard = new Promise<void>((resolve) => {
    const leave = hub.subscribe({
      onGap: () => {},
      onHint: (hint) => {
        if (hint.accountId !== "acc_probe") return;
        leave();
        resolve();
      },
    });
  });
  const probe = setInterval(() => notifier.notify([{ accountId: "acc_probe", kind: "session" }]), 20);
  await heard;
  clearInterval(probe);
  await notifier.flush();
}

describe("the live stream", () => {
  it("begins with a snapshot and reads again after hints for its account or for everybody, not for others", async () => {
    const mine = reader("acc_a");
    const other = reader("acc_b");
    await listening();
    // Whatever connecting made them read lies behind them once each has answered to a hint of its own.
    notifier.notify([{ accountId: null, kind: "payments" }]);
    await Promise.all([mine.until("payments", 2), other.until("payments", 2)]);
    const before = { mine: mine.reads.meter ?? 0, other: other.reads.meter ?? 0 };
    notifier.notify([
      { accountId: "acc_a", kind: "meter" },
      { accountId: "acc_a", kind: "meter" },
    ]);
    await mine.until("meter", before.mine + 1);
    expect(other.reads.meter).toBe(before.other);
  });

  it("shares one connection, and none is left when the last reader goes", async () => {
    const readers = Array.from({ length: 20 }, (_, index) => reader(`acc_${index}`));
    await listening();
    const listeners = async () =>
      (
        await database.owner.query(
          "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
      ).rows[0].count;
    expect(await listeners()).toBe(1);
    expect(hub.listenerCount).toBe(20);
    for (const { abort } of readers) abort.abort();
    expect(hub.listenerCount).toBe(0);
    await hub.idle();
    await expect.poll(listeners, patience).toBe(0);
  });

  it("sends a snapshot after its connection was away", async () => {
    const mine = reader("acc_a");
    await listening();
    await mine.until("payments", 1);
    const before = mine.reads.payments ?? 0;
    await database.owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    await mine.until("payments", before + 1);
  });

  it("ends at a hint about sessions when the session does not hold any more, and says why", async () => {
    let holds = true;
    const mine = reader("acc_a", { ended: async () => (holds ? null : "session") });
    await listening();
    holds = false;
    notifier.notify([{ accountId: "acc_a", kind: "session" }]);
    for (;;) {
      const message = await mine.nextMessage();
      if (message === "closed") throw new Error("closed without a word");
      if (message.kind !== "end") continue;
      expect(message).toEqual({ kind: "end", reason: "session" });
      break;
    }
    expect(await mine.nextMessage()).toBe("closed");
    expect(hub.listenerCount).toBe(0);
  });

  it("ends when the time of acting is up", async () => {
    const mine = reader("acc_a", { ended: async () => "acting", endsAt: new Date() });
    for (;;) {
      const message = await mine.nextMessage();
      if (message === "closed") break;
      if (message.kind === "end") expect(message.reason).toBe("acting");
    }
  });

  it("keeps only the newest for a reader who does not read", async () => {
    const slow = reader("acc_a");
    await listening();
    for (let round = 0; round < 50; round += 1) {
      notifier.notify([{ accountId: "acc_a", kind: "payments" }]);
      await notifier.flush();
    }
    await listening();
    expect(slow.reads.payments ?? 0).toBeLessThan(20);
  });

  it("lets go when the reader cancels", async () => {
    const mine = reader("acc_a");
    await mine.nextMessage();
    await mine.lines.cancel();
    expect(hub.listenerCount).toBe(0);
  });
});
