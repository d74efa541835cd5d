import { describe, expect, it } from "vitest";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { identityWorld, PASSWORD } from "@/lib/testing/identity";
import { confirmEmail, resendConfirmation } from "./confirm-email";
import { signUp } from "./sign-up";

const database = await testDatabase();
const world = identityWorld(database);
const visitor = () => testContext(database);
const someone = (email: string, password = PASSWORD) => ({ name: "Dana Reyes", email, password });
const later = (span: string, token: string) =>
  database.owner.query(
    `UPDATE email_tokens SET expires_at = expires_at - $1::interval
      WHERE secret_hash = encode(sha256(convert_to($2, 'UTF8')), 'hex')`,
    [span, token],
  );

describe("signing up", () => {
  it("makes a person, an account with quota and meter, an owner, and a mail with a link", async () => {
    const email = world.newEmail();
    const ctx = visitor();
    await signUp(ctx, someone(email));
    const { rows } = await database.owner.query(
      `SELECT u.email_confirmed_at, m.role, a.currency, a.gpu_quota, k.settled, k.burn
         FROM users u JOIN memberships m ON m.user_id = u.id JOIN accounts a ON a.id = m.account_id
         JOIN account_meters k ON k.account_id = a.id WHERE u.email = $1`,
      [email],
    );
    expect(rows).toEqual([
      { email_confirmed_at: null, role: "owner", currency: "USD", gpu_quota: 8, settled: "0", burn: "0" },
    ]);
    expect(ctx.jobs.map(({ job }) => job)).toMatchObject([
      { task: "mail", payload: { to: email, template: "confirm_email", params: { name: "Dana Reyes" } } },
    ]);
    const { rows: stored } = await database.owner.query("SELECT secret_hash FROM email_tokens");
    expect(JSON.stringify(stored)).not.toContain(world.linkOf(ctx, "confirm_email"));
  });

  it("answers the same for a known address, which only gets a mail that says so", async () => {
    const { email } = await world.person();
    const ctx = visitor();
    await expect(signUp(ctx, someone(email, "another long password"))).resolves.toBeUndefined();
    expect(ctx.jobs.map(({ job }) => job)).toMatchObject([
      { task: "mail", payload: { to: email, template: "already_registered" } },
    ]);
    await expect(world.signedIn(email, "another long password")).rejects.toMatchObject({
      code: "wrong_credentials",
    });
  });

  it("makes one account of two at the same moment", async () => {
    const email = world.newEmail();
    const both = [visitor(), visitor()];
    await Promise.all(both.map((ctx) => signUp(ctx, someone(email))));
    const templates = both.flatMap(({ jobs }) =>
      jobs.map(({ job }) => (job.task === "mail" ? job.payload.template : "")),
    );
    expect(templates.sort()).toEqual(["already_registered", "confirm_email"]);
    const { id } = await world.rowOf(email);
    const { rows } = await database.owner.query("SELECT account_id FROM memberships WHERE user_id = $1", [
      id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ["the address", "someone@example.com", "password_is_email"],
    ["a common one", "Password123", "password_common"],
    ["one sign", "xxxxxxxxxxxxxxxx", "password_common"],
    ["digits in a row", "12345678901234567890", "password_common"],
  ])("refuses %s as a password", async (_what, password, reason) => {
    const given = { ...someone("someone@example.com", password) };
    await expect(signUp(visitor(), given)).rejects.toMatchObject({
      code: "invalid_input",
      params: { reason },
      field: "password",
    });
  });

  it("is refused after five tries for one address in an hour", async () => {
    const email = world.newEmail();
    for (let time = 0; time < 5; time += 1) await signUp(visitor(), someone(email));
    await expect(signUp(visitor(), someone(email))).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("confirming", () => {
  it("works once, of two clicks at the same moment too", async () => {
    const { email, ctx } = await world.person();
    const token = world.linkOf(ctx, "confirm_email");
    const clicks = await Promise.allSettled([
      confirmEmail(visitor(), { token }),
      confirmEmail(visitor(), { token }),
    ]);
    expect(clicks.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await world.rowOf(email)).emailConfirmedAt).not.toBeNull();
    await expect(confirmEmail(visitor(), { token })).rejects.toMatchObject({ code: "link_expired" });
  });

  it("does not work after a day, with somebody's guess, or with a link for something else", async () => {
    const { ctx } = await world.person();
    const token = world.linkOf(ctx, "confirm_email");
    await later("25 hours", token);
    for (const each of [token, "guess"])
      await expect(confirmEmail(visitor(), { token: each })).rejects.toMatchObject({ code: "link_expired" });
  });

  it("sends again: the newest link counts, and five in an hour are enough", async () => {
    const { email, ctx } = await world.person();
    const first = world.linkOf(ctx, "confirm_email");
    const browser = await world.signedIn(email);
    expect(await resendConfirmation(browser.ctx)).toEqual({ sent: true });
    await expect(confirmEmail(visitor(), { token: first })).rejects.toMatchObject({ code: "link_expired" });
    for (let time = 1; time < 5; time += 1) await resendConfirmation(browser.ctx);
    await expect(resendConfirmation(browser.ctx)).rejects.toMatchObject({ code: "rate_limited" });
    await confirmEmail(visitor(), { token: world.linkOf(browser.ctx, "confirm_email") });
    expect((await world.look(browser.secret))?.user.emailConfirmed).toBe(true);
  });
});
