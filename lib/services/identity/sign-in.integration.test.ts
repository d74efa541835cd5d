import { hash } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { identityWorld, PASSWORD } from "@/lib/testing/identity";
import { isOutdated, NOBODY } from "./hash-password";
import { signIn } from "./sign-in";

const database = await testDatabase();
const world = identityWorld(database);
const visitor = (ip: string | null = null) => testContext(database, { ip });
const wrong = { password: "not the password" };

describe("signing in", () => {
  it("takes the right password and remembers the browser by a hash only", async () => {
    const { email } = await world.person();
    const { secret } = await signIn(testContext(database, { userAgent: "curl/8", ip: "203.0.113.7" }), {
      email,
      password: PASSWORD,
    });
    const { rows } = await database.owner.query("SELECT * FROM sessions WHERE ip = '203.0.113.7'");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ mode: "own", user_agent: "curl/8", revoked_at: null });
    expect(JSON.stringify(rows[0])).not.toContain(secret);
    expect(await world.look(secret)).toMatchObject({
      user: { email },
      account: { role: "owner" },
      acting: null,
    });
  });

  it("answers a wrong password and an unknown address alike, and notes the first for its owner", async () => {
    const { email } = await world.person();
    const refusal = { code: "wrong_credentials", params: {} };
    await expect(signIn(visitor(), { email, ...wrong })).rejects.toMatchObject(refusal);
    await expect(signIn(visitor(), { email: "nobody@example.com", ...wrong })).rejects.toMatchObject(refusal);
    const { id } = await world.rowOf(email);
    const { rows } = await database.owner.query(
      "SELECT action FROM audit_log WHERE actor_user_id = $1 ORDER BY seq DESC LIMIT 1",
      [id],
    );
    expect(rows).toEqual([{ action: "user.sign_in_refused" }]);
  });

  it("does the same work for nobody: the stand-in hash has today's costs", () => {
    expect(isOutdated(NOBODY)).toBe(false);
  });

  it("brings an old hash up to date at the next sign-in", async () => {
    const { email } = await world.person();
    const { id } = await world.rowOf(email);
    const old = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await database.owner.query("UPDATE passwords SET hash = $1 WHERE user_id = $2", [old, id]);
    await signIn(visitor(), { email, password: PASSWORD });
    const { rows } = await database.owner.query("SELECT hash FROM passwords WHERE user_id = $1", [id]);
    expect(isOutdated(rows[0].hash)).toBe(false);
    await signIn(visitor(), { email, password: PASSWORD });
  });
});

describe("guessing", () => {
  it("ends after ten tries per address, also when all come at once, and says when to go on", async () => {
    const { email } = await world.person();
    const tries = await Promise.allSettled(
      Array.from({ length: 25 }, () => signIn(visitor(), { email, ...wrong })),
    );
    const codes = tries.map((each) => (each.status === "rejected" ? each.reason.code : "let in"));
    expect(codes.filter((code) => code === "wrong_credentials")).toHaveLength(10);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(15);
    const last = await signIn(visitor(), { email, password: PASSWORD }).catch((error) => error);
    expect(last).toMatchObject({ code: "rate_limited" });
    expect(Number(last.params.seconds)).toBeGreaterThan(0);
    expect(Number(last.params.seconds)).toBeLessThanOrEqual(900);
  });

  it("does not count those who know the password", async () => {
    const { email } = await world.person();
    for (let time = 0; time < 15; time += 1) await signIn(visitor(), { email, password: PASSWORD });
  });

  it("counts per network address too, a whole IPv6 network as one, and nobody on loopback", async () => {
    const tryFrom = (ip: string) =>
      signIn(visitor(ip), { email: world.newEmail(), ...wrong }).catch((error) => error.code);
    await database.owner.query(
      `INSERT INTO rate_limits SELECT 'sign-in:ip:2001:db8:1:2::/64',
         to_timestamp(floor(extract(epoch FROM app_now()) / 900) * 900), 100`,
    );
    expect(await tryFrom("2001:db8:1:2::77")).toBe("rate_limited");
    expect(await tryFrom("2001:db8:1:3::77")).toBe("wrong_credentials");
    expect(await tryFrom("127.0.0.1")).toBe("wrong_credentials");
    const { rows } = await database.owner.query("SELECT key FROM rate_limits WHERE key LIKE '%127.0.0.1'");
    expect(rows).toEqual([]);
  });
});
