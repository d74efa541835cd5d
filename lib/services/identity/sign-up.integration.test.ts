import { describe, expect, it } from "vitest";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { BROWSER, identityWorld, PASSWORD } from "@/lib/testing/identity";
import { confirmationNeedsPassword, confirmEmail } from "./confirm-email";
import { signIn } from "./sign-in";
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
    await signUp(ctx, someone(email), BROWSER);
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
    await expect(signUp(ctx, someone(email, "another long password"), BROWSER)).resolves.toBeUndefined();
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
    await Promise.all(both.map((ctx) => signUp(ctx, someone(email), BROWSER)));
    const { id } = await world.rowOf(email);
    const { rows } = await database.owner.query("SELECT account_id FROM memberships WHERE user_id = $1", [
      id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it("begins anew while nobody has shown that the address is theirs", async () => {
    const { email, ctx } = await world.newcomer();
    const owner = visitor();
    await signUp(owner, { name: "The owner", email, password: "words of the owner" }, "their own browser");
    await expect(
      confirmEmail(visitor(), { token: world.linkOf(ctx, "confirm_email") }, BROWSER),
    ).rejects.toMatchObject({ code: "link_expired" });
    await confirmEmail(visitor(), { token: world.linkOf(owner, "confirm_email") }, "their own browser");
    await expect(world.signedIn(email)).rejects.toMatchObject({ code: "wrong_credentials" });
    await world.signedIn(email, "words of the owner");
    expect(await world.rowOf(email)).toMatchObject({ name: "The owner" });
  });

  it.each([
    ["the address", "someone@example.com", "password_is_email"],
    ["a common one", "Password123", "password_common"],
    ["one sign", "xxxxxxxxxxxxxxxx", "password_common"],
    ["digits in a row", "12345678901234567890", "password_common"],
  ])("refuses %s as a password", async (_what, password, reason) => {
    const given = { ...someone("someone@example.com", password) };
    await expect(signUp(visitor(), given, BROWSER)).rejects.toMatchObject({
      code: "invalid_input",
      params: { reason },
      field: "password",
    });
  });

  it("is refused after five tries for one address in an hour", async () => {
    const email = world.newEmail();
    for (let time = 0; time < 5; time += 1) await signUp(visitor(), someone(email), BROWSER);
    await expect(signUp(visitor(), someone(email), BROWSER)).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("confirming", () => {
  it("signs in where the person signed up, once, of two clicks at the same moment too", async () => {
    const { email, ctx } = await world.newcomer();
    const token = world.linkOf(ctx, "confirm_email");
    expect(await confirmationNeedsPassword(visitor(), token, BROWSER)).toBe(false);
    const clicks = await Promise.allSettled([
      confirmEmail(visitor(), { token }, BROWSER),
      confirmEmail(visitor(), { token }, BROWSER),
    ]);
    expect(clicks.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const click of clicks)
      if (click.status === "fulfilled")
        expect((await world.look(click.value.secret))?.user).toMatchObject({ email, emailConfirmed: true });
    await expect(confirmEmail(visitor(), { token }, BROWSER)).rejects.toMatchObject({ code: "link_expired" });
  });

  it.each([
    ["another browser", "the secret of another browser"],
    ["a browser that knows nothing", null],
  ])("in %s needs the password as well", async (_what, browser) => {
    const { email, ctx } = await world.newcomer();
    const token = world.linkOf(ctx, "confirm_email");
    expect(await confirmationNeedsPassword(visitor(), token, browser)).toBe(true);
    for (const password of [undefined, "a stranger's guess"])
      await expect(confirmEmail(visitor(), { token, password }, browser)).rejects.toMatchObject({
        code: "invalid_input",
        field: "password",
      });
    expect((await world.rowOf(email)).emailConfirmedAt).toBeNull();
    const { secret } = await confirmEmail(visitor(), { token, password: PASSWORD }, browser);
    expect((await world.look(secret))?.user.emailConfirmed).toBe(true);
  });

  it("does not work after a day, with somebody's guess, or with a link for something else", async () => {
    const { ctx } = await world.newcomer();
    const token = world.linkOf(ctx, "confirm_email");
    await later("25 hours", token);
    for (const each of [token, "guess"])
      await expect(confirmEmail(visitor(), { token: each }, BROWSER)).rejects.toMatchObject({
        code: "link_expired",
      });
  });

  it("comes before signing in: the answer does not say so, but the link is sent again, five times in an hour", async () => {
    const { email, ctx } = await world.newcomer();
    const first = world.linkOf(ctx, "confirm_email");
    const browser = visitor();
    for (let time = 0; time < 7; time += 1)
      await expect(signIn(browser, { email, password: PASSWORD })).rejects.toMatchObject({
        code: "wrong_credentials",
      });
    expect(browser.jobs).toHaveLength(5);
    await expect(confirmEmail(visitor(), { token: first }, BROWSER)).rejects.toMatchObject({
      code: "link_expired",
    });
    const token = world.linkOf(browser, "confirm_email");
    await confirmEmail(visitor(), { token, password: PASSWORD }, null);
    await world.signedIn(email);
  });
});
