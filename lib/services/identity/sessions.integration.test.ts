import { describe, expect, it } from "vitest";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { identityWorld, PASSWORD } from "@/lib/testing/identity";
import { changePassword, confirmPassword, requireRecentPassword } from "./change-password";
import { endSession } from "./end-session";
import { touchSession } from "./find-session";
import { requestPasswordReset, resetPassword } from "./reset-password";
import { listSessions, revokeOtherSessions, revokeSession } from "./sessions";
import { updateSettings } from "./update-settings";

const database = await testDatabase();
const world = identityWorld(database);
const NEXT = "another row of words";
const age = (sessionId: string, column: string, span: string) =>
  database.owner.query(`UPDATE sessions SET ${column} = app_now() - $1::interval WHERE id = $2`, [
    span,
    sessionId,
  ]);

async function twoBrowsers() {
  const { email } = await world.person();
  return { email, here: await world.signedIn(email), there: await world.signedIn(email) };
}

describe("a session", () => {
  it("is out at the next look once it is revoked, from wherever", async () => {
    const { here, there } = await twoBrowsers();
    await revokeSession(here.ctx, { sessionId: there.ctx.actor.sessionId });
    expect(await world.look(there.secret)).toBeNull();
    expect(await world.look(here.secret)).not.toBeNull();
    expect(here.ctx.hints).toEqual([{ accountId: here.ctx.subject?.accountId, kind: "session" }]);
    await expect(revokeSession(here.ctx, { sessionId: there.ctx.actor.sessionId })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("of somebody else cannot be ended", async () => {
    const { here } = await twoBrowsers();
    const other = await twoBrowsers();
    await expect(
      revokeSession(here.ctx, { sessionId: other.here.ctx.actor.sessionId }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await world.look(other.here.secret)).not.toBeNull();
  });

  it("is out after 30 idle days or 90 in all, and neither cookie nor row is trusted for it", async () => {
    const { here, there } = await twoBrowsers();
    await age(here.ctx.actor.sessionId, "last_seen_at", "29 days 23 hours");
    expect(await world.look(here.secret)).not.toBeNull();
    await age(here.ctx.actor.sessionId, "last_seen_at", "30 days");
    expect(await world.look(here.secret)).toBeNull();
    await age(there.ctx.actor.sessionId, "expires_at", "1 second");
    expect(await world.look(there.secret)).toBeNull();
    expect(await world.look("guess")).toBeNull();
  });

  it("is touched at most once a minute", async () => {
    const { here } = await twoBrowsers();
    const { sessionId } = here.ctx.actor;
    const seen = async () =>
      (await database.owner.query("SELECT last_seen_at::text FROM sessions WHERE id = $1", [sessionId])).rows;
    const before = await seen();
    expect((await world.look(here.secret))?.stale).toBe(false);
    await touchSession(database.db, sessionId);
    expect(await seen()).toEqual(before);
    await age(sessionId, "last_seen_at", "2 minutes");
    expect((await world.look(here.secret))?.stale).toBe(true);
    await touchSession(database.db, sessionId);
    expect((await world.look(here.secret))?.stale).toBe(false);
  });

  it("lists this browser first, and ends all others at once", async () => {
    const { here, there } = await twoBrowsers();
    expect((await listSessions(here.ctx)).map(({ id, current }) => [id, current])).toEqual([
      [here.ctx.actor.sessionId, true],
      [there.ctx.actor.sessionId, false],
    ]);
    expect(await revokeOtherSessions(here.ctx)).toEqual({ ended: 1 });
    expect(await listSessions(here.ctx)).toHaveLength(1);
    expect(await world.look(there.secret)).toBeNull();
  });

  it("ends by signing out, once, and says whose streams to look again", async () => {
    const { here } = await twoBrowsers();
    const accountId = here.ctx.subject?.accountId;
    expect(await endSession(database.db, here.secret)).toEqual([{ accountId, kind: "session" }]);
    expect(await world.look(here.secret)).toBeNull();
    expect(await endSession(database.db, here.secret)).toEqual([]);
  });

  it("is its owner's alone while staff act as the customer", async () => {
    const { here } = await twoBrowsers();
    const acting = { ...here.ctx, mode: "acting_read" as const };
    for (const attempt of [
      listSessions(acting),
      revokeOtherSessions(acting),
      changePassword(acting, { currentPassword: PASSWORD, newPassword: NEXT }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: "acting_read_only" });
  });
});

describe("changing the password", () => {
  it("asks for the present one, ends the other sessions, keeps this one and says so by mail", async () => {
    const { email, here, there } = await twoBrowsers();
    await expect(
      changePassword(here.ctx, { currentPassword: "wrong one here", newPassword: NEXT }),
    ).rejects.toMatchObject({ field: "currentPassword", params: { reason: "password_wrong" } });
    await changePassword(here.ctx, { currentPassword: PASSWORD, newPassword: NEXT });
    expect(await world.look(here.secret)).not.toBeNull();
    expect(await world.look(there.secret)).toBeNull();
    expect(here.ctx.jobs.map(({ job }) => job)).toMatchObject([
      { payload: { to: email, template: "password_changed" } },
    ]);
    await expect(world.signedIn(email)).rejects.toMatchObject({ code: "wrong_credentials" });
    await world.signedIn(email, NEXT);
  });

  it("lets one of two changes at the same moment win", async () => {
    const { here } = await twoBrowsers();
    const change = (newPassword: string) =>
      changePassword(here.ctx, { currentPassword: PASSWORD, newPassword });
    const both = await Promise.allSettled([change(NEXT), change("a third row of words")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("asks again ten minutes after the password was last given", async () => {
    const { here } = await twoBrowsers();
    await requireRecentPassword(here.ctx);
    await age(here.ctx.actor.sessionId, "password_confirmed_at", "601 seconds");
    await expect(requireRecentPassword(here.ctx)).rejects.toMatchObject({
      code: "password_confirmation_needed",
    });
    await expect(confirmPassword(here.ctx, { password: "wrong one here" })).rejects.toMatchObject({
      field: "password",
    });
    await confirmPassword(here.ctx, { password: PASSWORD });
    await requireRecentPassword(here.ctx);
  });
});

describe("resetting the password", () => {
  async function resetLink(email: string) {
    const ctx = testContext(database);
    await requestPasswordReset(ctx, { email });
    return { ctx, token: world.linkOf(ctx, "reset_password") };
  }

  it("ends every session, uses the link up, and confirms the address it was sent to", async () => {
    const { email, here, there } = await twoBrowsers();
    const { token } = await resetLink(email);
    const ctx = testContext(database);
    await expect(resetPassword(ctx, { token, password: email })).rejects.toMatchObject({ field: "password" });
    await resetPassword(ctx, { token, password: NEXT });
    for (const { secret } of [here, there]) expect(await world.look(secret)).toBeNull();
    expect(ctx.hints).toContainEqual({ accountId: here.ctx.subject?.accountId, kind: "session" });
    expect((await world.rowOf(email)).emailConfirmedAt).not.toBeNull();
    await expect(resetPassword(ctx, { token, password: NEXT })).rejects.toMatchObject({
      code: "link_expired",
    });
    await world.signedIn(email, NEXT);
  });

  it("lets one of two posts of a link win, and only the newest link count", async () => {
    const { email } = await world.person();
    const old = await resetLink(email);
    const { token } = await resetLink(email);
    const post = (given: string) => resetPassword(testContext(database), { token: given, password: NEXT });
    await expect(post(old.token)).rejects.toMatchObject({ code: "link_expired" });
    const both = await Promise.allSettled([post(token), post(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("answers the same for an address that nobody has, and five an hour are enough", async () => {
    const email = world.newEmail();
    const ctx = testContext(database);
    for (let time = 0; time < 5; time += 1) await requestPasswordReset(ctx, { email });
    expect(ctx.jobs).toEqual([]);
    await expect(requestPasswordReset(ctx, { email })).rejects.toMatchObject({ code: "rate_limited" });
  });
});

it("keeps what a person sets", async () => {
  const { here } = await twoBrowsers();
  const settings = {
    name: "D. Reyes",
    timeZone: "Europe/Samara",
    theme: "dark" as const,
    locale: "en" as const,
    pauseLiveFigures: true,
  };
  await updateSettings(here.ctx, settings);
  expect((await world.look(here.secret))?.user).toMatchObject(settings);
});
