import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { renderMail } from "@/lib/server/mail";
import { clockState, confirmClock, readDatabaseClock } from "@/lib/services/clock/guard";
import { launchInstance } from "@/lib/services/instances/launch";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { sendNotices } from "@/lib/services/notices/send-notices";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld } from "@/lib/testing/machines";
import { ClockGuard } from "./guard";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const { system } = world;

it.each([
  ["leaps ahead", 6000],
  ["steps back", -6000],
])("a clock that %s halts money until an operator confirms", async (_, jump) => {
  let own = 0;
  let databaseMs = 1_000_000;
  const guard = new ClockGuard(
    system,
    () => own,
    async () => databaseMs,
  );
  const pass = (ms: number, extra = 0) => {
    own += ms;
    databaseMs += ms + extra;
  };
  expect(await guard.look()).toBe(0);
  pass(1000, 400);
  expect(await guard.look()).toBe(0);
  expect(await clockState(system)).toBeNull();
  pass(1000, jump);
  expect(await guard.look()).toBe(jump);
  expect(await clockState(system)).toMatchObject({ reason: expect.stringContaining(`${jump / 1000} s`) });
  const { ctx, launchInput } = await world.customer(0n);
  await expect(launchInstance(ctx, launchInput())).rejects.toMatchObject({ code: "clock_halted" });
  await expect(catchUpDue(system, 1)).rejects.toMatchObject({ code: "clock_halted" });
  await expect(confirmClock(ctx)).rejects.toMatchObject({ code: "forbidden" });
  await confirmClock(system);
  expect(await clockState(system)).toBeNull();
  await expect(launchInstance(ctx, launchInput())).rejects.toMatchObject({ code: "insufficient_credit" });
});

it("moving the demonstration's clock is no jump", async () => {
  const before = await readDatabaseClock(system);
  await world.advance(7200);
  expect((await readDatabaseClock(system)) - before).toBeLessThan(60_000);
});

it("warnings, the end and the deletion are mailed once each, with their dates", async () => {
  const { ctx, accountId, launchInput } = await world.customer(5n);
  await launchInstance(ctx, launchInput());
  await world.settle();
  const told: string[] = [];
  for (const seconds of [9000, 1900, 600, 80 * 3600]) {
    await world.advance(seconds);
    await catchUpDue(system, 50);
    await Promise.all([sendNotices(system, 50), sendNotices(system, 50)]);
    for (const { job } of system.jobs.splice(0)) if (job.task === "mail") told.push(job.payload.template);
    await world.settle();
  }
  expect(told).toEqual(["balance_ends_in", "balance_ends_in", "balance_ended", "grace_ended"]);
  const { rows } = await database.db.execute<{ unsent: number }>(
    sql`select count(*)::int as unsent from notices where account_id = ${accountId} and sent_at is null`,
  );
  expect(rows[0]?.unsent).toBe(0);
  const mail = renderMail({
    template: "balance_ended",
    params: { name: "Ada", account: "Ada's", at: "A", announces: "B", left: "", url: "http://portal.test" },
    locale: "en",
    brand: "Wattsecond",
  });
  expect(mail.text).toContain("until B");
});
