import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import type { WebSocket } from "ws";
import { stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { openNotebook } from "@/lib/services/notebooks/open";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { ownersWorld } from "@/lib/testing/notebooks";
import { patience } from "@/lib/testing/patience";

const database = await testDatabase();
const { ask, world, socketOf, news, owner, wire, ada, bob } = await ownersWorld(database);
const { db } = database;
type Owner = typeof ada;

const digest = (data: Buffer) => createHash("sha256").update(data).digest("hex");
const stateOf = ({ text }: { text: string }) => /data-state="(\w+)"/.exec(text)?.[1];
const ended = (socket: WebSocket) =>
  once(
    socket.on("error", () => undefined),
    "close",
  );
async function opened(one: Owner, cookie: string): Promise<WebSocket> {
  const socket = socketOf(one.id, cookie);
  await once(socket, "open");
  return socket;
}

describe("the way in", () => {
  it("changes a ticket once for a cookie of that host, and writes it down", async () => {
    const path = await ada.path();
    const first = await ask(ada.id, { path });
    expect(first).toMatchObject({
      status: 303,
      headers: { location: "/", "referrer-policy": "no-referrer" },
    });
    expect(first.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^notebook-pass=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=28800$/),
    ]);
    const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const lab = await ask(ada.id, { cookie });
    expect(lab.text).toContain("SIMULATED machine");
    const second = await ask(ada.id, { path });
    expect([second.status, stateOf(second)]).toEqual([403, "used"]);
    expect(second.headers["set-cookie"]).toBeUndefined();
    const { rows } = await db.execute(sql`
      select 1 from audit_log where action = 'instance.notebook_opened' and target_id = ${ada.id}`);
    expect(rows.length).toBeGreaterThan(0);
  });

  it("lets one of two in who bring the same ticket at once", async () => {
    const path = await ada.path();
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(ada.id, { path })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403]);
    expect(answers.map(stateOf).filter((state) => state === "used")).toHaveLength(3);
  });

  it("takes no ticket that is late, made up, another instance's, or fetched by a program", async () => {
    const [late, foreign, fetched] = await Promise.all([ada.path(), ada.path(), ada.path()]);
    expect(stateOf(await ask(bob.id, { path: foreign }))).toBe("expired");
    expect((await ask(ada.id, { path: foreign })).status).toBe(303);
    const program = { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", "sec-fetch-site": "cross-site" };
    expect((await ask(ada.id, { path: fetched, headers: program })).status).toBe(403);
    expect((await ask(ada.id, { path: fetched })).status).toBe(303);
    expect(stateOf(await ask(ada.id, { path: "/.portal/open?ticket=made-up" }))).toBe("expired");
    await wire.advance(31);
    expect(stateOf(await ask(ada.id, { path: late }))).toBe("expired");
  });

  it("gives no ticket to whoever acts as a customer, may only look, or owns another account", async () => {
    const { actor } = ada.ctx;
    const subject = { accountId: ada.accountId, role: "owner" as const };
    const acting = testContext(database, { actor, subject, mode: "acting_read" });
    await expect(openNotebook(acting, { instanceId: ada.id })).rejects.toMatchObject({
      code: "acting_read_only",
    });
    const viewer = testContext(database, { actor, subject: { ...subject, role: "viewer" } });
    await expect(openNotebook(viewer, { instanceId: ada.id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(openNotebook(bob.ctx, { instanceId: ada.id })).rejects.toMatchObject({ code: "not_found" });
  });

  it("answers the same to strangers, whether there is a notebook or not", async () => {
    const nowhere = "ins_777777777777777ghost";
    const portal = "next-auth.session-token=whatever; __Secure-next-auth.session-token=whatever";
    const bobs = await bob.enter();
    const plain = ({ status, text }: { status: number; text: string }) =>
      `${status} ${text.replaceAll(/ins_\w+/g, "ID").replaceAll(/nonce="[^"]+"/g, "")}`;
    const seen = new Set<string>();
    for (const id of [ada.id, nowhere])
      for (const cookie of ["", portal, bobs, "notebook-pass=made-up"])
        seen.add(plain(await ask(id, { cookie })));
    expect(seen.size).toBe(1);
    expect([...seen][0]).toContain('data-state="closed"');
    for (const host of ["portal.test", "notebooks.test", "x.notebooks.test", "ins-2.notebooks.test"])
      expect(stateOf(await ask(ada.id, { headers: { host }, cookie: bobs }))).toBe("nobody");
  });
});

describe("what passes", () => {
  it("large bodies both ways, and many at once", async () => {
    const cookie = await ada.enter();
    const path = "/api/simulated/echo";
    const body = randomBytes(16 * 1024 * 1024);
    const large = await ask(ada.id, { method: "POST", path, body, cookie });
    expect(digest(large.body)).toBe(digest(body));
    const many = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        ask(ada.id, { method: "POST", path, body: Buffer.from(`number ${i}`), cookie }),
      ),
    );
    expect(many.map(({ text }) => text)).toEqual(many.map((_, i) => `number ${i}`));
  });

  it("WebSockets, several at once", async () => {
    const cookie = await ada.enter();
    const sockets = await Promise.all(Array.from({ length: 6 }, () => opened(ada, cookie)));
    for (const [i, socket] of sockets.entries()) {
      socket.send(JSON.stringify({ code: `cell ${i}` }));
      const [said] = await once(socket, "message");
      expect(JSON.parse(String(said)).text).toContain(`cell ${i}`);
    }
    const large = randomBytes(3 * 1024 * 1024);
    sockets[0]?.send(large);
    const [back] = await once(sockets[0] as WebSocket, "message");
    expect(digest(back)).toBe(digest(large));
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map(ended));
  });

  it("nothing that another page asks, a neighbour's page neither", async () => {
    const cookie = await ada.enter();
    const sibling = world.address.originOf(bob.id);
    const post = { method: "POST", path: "/api/simulated/echo", cookie };
    for (const origin of ["http://portal.test", sibling, "null"])
      expect((await ask(ada.id, { ...post, headers: { origin } })).status).toBe(403);
    const own = world.address.originOf(ada.id);
    expect((await ask(ada.id, { ...post, headers: { origin: own } })).status).toBe(200);
    const from = (site: string, mode: string, dest: string) =>
      ask(ada.id, {
        cookie,
        headers: { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest },
      });
    expect((await from("same-site", "no-cors", "script")).status).toBe(403);
    expect((await from("same-site", "navigate", "iframe")).status).toBe(403);
    expect((await from("cross-site", "navigate", "document")).status).toBe(200);
    for (const origin of [sibling, "http://portal.test"]) {
      const socket = socketOf(ada.id, cookie, origin);
      const [error] = await once(socket, "error");
      expect(String(error)).toContain("403");
    }
    const stranger = socketOf(ada.id, "notebook-pass=made-up");
    expect(String(await once(stranger, "error"))).toContain("403");
  });
});

describe("the end", () => {
  it("comes with the session, to what is open too", async () => {
    const one = await owner();
    await vi.waitFor(
      async () => expect((await ask(one.id, { cookie: await one.enter() })).status).toBe(200),
      patience,
    );
    const cookie = await one.enter();
    const socket = await opened(one, cookie);
    await news();
    expect(socket.readyState).toBe(socket.OPEN);
    await db.execute(sql`update sessions set revoked_at = app_now() where id = ${one.sessionId}`);
    const over = ended(socket);
    await news();
    await over;
    expect(stateOf(await ask(one.id, { cookie }))).toBe("closed");
  });

  it("comes with another account, and with a role that may only look", async () => {
    const cookie = await bob.enter();
    const role = (name: string) =>
      db.execute(sql`update memberships set role = ${name} where account_id = ${bob.accountId}`);
    const first = await opened(bob, cookie);
    await role("viewer");
    const over = ended(first);
    await news();
    await over;
    expect(stateOf(await ask(bob.id, { cookie }))).toBe("closed");
    await role("owner");
    const second = await opened(bob, cookie);
    const { actor } = bob.ctx;
    if (actor.kind !== "user") throw new Error("a customer is a person");
    await db.execute(sql`
      insert into memberships (account_id, user_id, role) values (${ada.accountId}, ${actor.userId}, 'owner')`);
    await db.execute(
      sql`update sessions set subject_account_id = ${ada.accountId} where id = ${bob.sessionId}`,
    );
    const left = ended(second);
    await news();
    await left;
    expect(stateOf(await ask(bob.id, { cookie }))).toBe("closed");
  });

  it("comes with the run: a stopped instance says so, and the next run asks for another ticket", async () => {
    const one = await owner();
    const cookie = await one.enter();
    await vi.waitFor(async () => expect((await ask(one.id, { cookie })).status).toBe(200), patience);
    const socket = await opened(one, cookie);
    const over = ended(socket);
    await stopInstance(one.ctx, { instanceId: one.id });
    await news();
    await over;
    expect(stateOf(await ask(one.id, { cookie }))).toBe("not_running");
    await expect(one.path()).rejects.toMatchObject({ code: "wrong_state" });
    await db.execute(sql`update instances set state = 'running', run_id = 'run_next' where id = ${one.id}`);
    expect(stateOf(await ask(one.id, { cookie }))).toBe("closed");
  });

  it("comes for good with the instance, whose disk is not kept", async () => {
    const one = await owner();
    const cookie = await one.enter();
    await terminateInstance(one.ctx, { instanceId: one.id, confirmName: "box" });
    await news();
    const answer = await ask(one.id, { cookie });
    expect([answer.status, stateOf(answer)]).toEqual([410, "gone"]);
  });

  it("comes after eight hours", async () => {
    const cookie = await ada.enter();
    await wire.advance(8 * 3600 + 1);
    expect(stateOf(await ask(ada.id, { cookie }))).toBe("closed");
  });
});
