import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { rate, ticks } from "@/lib/domain/money";
import { abandonTopUp } from "@/lib/services/billing/abandon-top-up";
import { listPayments } from "@/lib/services/billing/list-payments";
import { startTopUp } from "@/lib/services/billing/start-top-up";
import { newId } from "@/lib/services/id";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { testDatabase } from "@/lib/testing/database";
import { instanceRow, seedCatalogue } from "@/lib/testing/money";
import { type Customer, paymentsWorld } from "@/lib/testing/payments";
import { actingContext, databaseRefuses, newStaff } from "@/lib/testing/staff";
import { accountOverview, lookingAt } from "./account-overview";
import { findAccounts } from "./find-accounts";
import { listActings, listActivity } from "./list-activity";
import { recordPageView } from "./record-page-view";
import { requestQuota } from "./request-quota";
import { endActing, startActing } from "./start-acting";

const database = await testDatabase();
const world = await paymentsWorld(database);
const { db } = database;
const REASON = "Asked why the instance does not start";

beforeAll(() => seedCatalogue(db));

const staff = () => newStaff(database);
const acts = (grace: Awaited<ReturnType<typeof staff>>, ada: Customer, actingId: string) =>
  actingContext(database, grace, { accountId: ada.accountId, actingId }, { payments: world.payments });

describe("acting as a customer", () => {
  it("turns the session, tells the customer, and ends", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const { actingId } = await startActing(grace.ctx, { accountId: ada.accountId, reason: REASON });
    expect(await grace.session()).toMatchObject({
      account: { id: ada.accountId, role: "viewer" },
      acting: { id: actingId, reason: REASON },
    });
    const look = { actingId, accountId: ada.accountId, path: "/console/instances" };
    await recordPageView(grace.ctx, look);
    await recordPageView(grace.ctx, look);
    await recordPageView(grace.ctx, { ...look, path: "/console/billing" });
    await endActing(grace.ctx);
    await endActing(grace.ctx);
    expect(await grace.session()).toMatchObject({ acting: null });
    expect(await listActings(ada.ctx)).toMatchObject([
      {
        staffName: "Grace Hopper",
        reason: REASON,
        active: false,
        pages: [
          { path: "/console/instances", times: 1 },
          { path: "/console/billing", times: 1 },
        ],
      },
    ]);
    const { lines } = await listActivity(ada.ctx, "staff");
    expect(lines.map((line) => [line.actorName, line.action])).toEqual([
      ["Grace Hopper", "acting.ended"],
      ["Grace Hopper", "acting.started"],
    ]);
    expect((await listActivity(ada.ctx, "own")).lines).toEqual([]);
    expect(grace.ctx.hints).toContainEqual({ accountId: ada.accountId, kind: "session" });
  });

  it("lasts its minutes and no longer", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const { expiresAt, actingId } = await startActing(grace.ctx, {
      accountId: ada.accountId,
      reason: REASON,
    });
    const { rows } = await db.execute<{ seconds: number }>(
      sql`select round(extract(epoch from ${expiresAt}::timestamptz - app_now()))::int as seconds`,
    );
    expect(Math.abs((rows[0]?.seconds ?? 0) - 1800)).toBeLessThan(30);
    await database.owner.query(
      "UPDATE actings SET expires_at = app_now() - interval '1 second' WHERE id = $1",
      [actingId],
    );
    expect(await grace.session()).toMatchObject({ acting: null });
    expect(await listActings(ada.ctx)).toMatchObject([{ active: false }]);
  });

  it("as the next one ends the one before", async () => {
    const [grace, ada, bob] = [await staff(), await world.customer(), await world.customer()];
    await startActing(grace.ctx, { accountId: ada.accountId, reason: REASON });
    await startActing(grace.ctx, { accountId: bob.accountId, reason: REASON });
    expect(await listActings(ada.ctx)).toMatchObject([{ active: false }]);
    expect(await listActings(bob.ctx)).toMatchObject([{ active: true }]);
  });

  it("is for staff only", async () => {
    const [ada, bob] = [await world.customer(), await world.customer()];
    await expect(startActing(ada.ctx, { accountId: bob.accountId, reason: REASON })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(findAccounts(ada.ctx, "example")).rejects.toMatchObject({ code: "forbidden" });
    await expect(accountOverview(ada.ctx, bob.accountId)).rejects.toMatchObject({ code: "forbidden" });
    expect(() => lookingAt(ada.ctx, bob.accountId)).toThrow(expect.objectContaining({ code: "forbidden" }));
  });

  it("looks at everything and changes nothing: the verbs refuse", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const { actingId } = await startActing(grace.ctx, { accountId: ada.accountId, reason: REASON });
    const acting = acts(grace, ada, actingId);
    expect((await listPayments(acting)).lines).toEqual([]);
    expect(await listActings(acting)).toHaveLength(1);
    const refused = { code: "acting_read_only" };
    await expect(startTopUp(acting, { requestId: "acting-request", amount: 2_500n })).rejects.toMatchObject(
      refused,
    );
    await expect(abandonTopUp(acting, { paymentId: newId("pay") })).rejects.toMatchObject(refused);
    await expect(requestQuota(acting, { wantedGpus: 64, reason: REASON })).rejects.toMatchObject(refused);
  });

  it("changes nothing even where a verb forgets to refuse: the database does", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const { actingId } = await startActing(grace.ctx, { accountId: ada.accountId, reason: REASON });
    const acting = acts(grace, ada, actingId);
    const { accountId } = ada;
    const attempts = [
      () => acting.transact((tx) => tx.update(schema.accounts).set({ name: "Mine" })),
      () => acting.db.update(schema.accounts).set({ name: "Mine" }),
      () => acting.db.delete(schema.memberships),
      () =>
        acting.transact((tx) =>
          tx.execute(sql`insert into quota_requests values ('q', ${accountId}, ${grace.userId}, 9, 'x')`),
        ),
      () => acting.db.execute(sql`select * from instance_secrets`),
      () => acting.db.execute(sql`select * from passwords`),
      () => acting.db.execute(sql`select secret_hash from sessions`),
    ];
    for (const attempt of attempts) expect(await databaseRefuses(attempt)).toBe(true);
    const forged = { accountId, currency: "USD", paymentIntentId: "pi_forged", net: ticks(1n) };
    await expect(bookTopUp(acting, forged)).rejects.toMatchObject({ code: "acting_read_only" });
    const [account] = await db.select().from(schema.accounts).where(eq(schema.accounts.id, accountId));
    expect(account?.name).toBe("Ada's");
  });
});

describe("finding accounts", () => {
  it("finds by every name that a customer may give", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const instanceId = newId("ins");
    await db.insert(schema.instances).values({
      ...instanceRow(ada.accountId, instanceId, rate(1n), rate(1n)),
      addressHost: "203.0.113.77",
      state: "running",
    });
    const paymentId = (await startTopUp(ada.ctx, { requestId: newId("pay"), amount: 900n })).paymentId;
    const matched = async (text: string) =>
      (await findAccounts(grace.ctx, text)).find((found) => found.accountId === ada.accountId)?.matchedBy;
    expect(await matched(ada.accountId)).toBe("account");
    expect(await matched(instanceId)).toBe("instance");
    expect(await matched(paymentId)).toBe("payment");
    expect(await matched("203.0.113.77")).toBe("address");
    expect(await matched(ada.userId.toUpperCase())).toBe("email");
    expect(await matched("ada lovelace")).toBe("name");
    expect(await findAccounts(grace.ctx, "%_%")).toEqual([]);
    expect(await accountOverview(grace.ctx, ada.accountId)).toMatchObject({
      instanceCounts: { live: 1, all: 1 },
      members: [{ role: "owner" }],
    });
    expect((await listPayments(lookingAt(grace.ctx, ada.accountId))).lines).toHaveLength(1);
    await expect(
      startTopUp(lookingAt(grace.ctx, ada.accountId), { requestId: newId("pay"), amount: 900n }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("asking for more GPUs", () => {
  it("leaves a row and a mail to each of the staff", async () => {
    const [grace, ada] = [await staff(), await world.customer()];
    const { id } = await requestQuota(ada.ctx, { wantedGpus: 64, reason: "Training in June" });
    const mails = ada.ctx.jobs.filter(
      ({ job }) => job.task === "mail" && job.payload.to === grace.actor.email,
    );
    expect(mails).toMatchObject([
      { job: { payload: { template: "quota_request", params: { gpus: "64", quota: "8" } } } },
    ]);
    expect(await accountOverview(grace.ctx, ada.accountId)).toMatchObject({
      quotaRequests: [{ id, wantedGpus: 64, userName: "Ada Lovelace" }],
    });
    await expect(requestQuota(ada.ctx, { wantedGpus: 8, reason: "More of the same" })).rejects.toMatchObject({
      field: "wantedGpus",
    });
  });
});
