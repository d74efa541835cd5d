import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, vi } from "vitest";
import { WebSocket } from "ws";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { defaultPolicies } from "@/lib/domain/policies";
import type { Compute } from "@/lib/ports/compute";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { NotebookAddress } from "@/lib/server/notebooks/address";
import { notebookServer } from "@/lib/server/notebooks/server";
import type { NotebookWorld } from "@/lib/server/notebooks/world";
import { sessionFacts } from "@/lib/server/session-lookup";
import { findSessionById } from "@/lib/services/identity/find-session";
import { startSession } from "@/lib/services/identity/start-session";
import { mirrorImages } from "@/lib/services/images/mirror";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { openNotebook } from "@/lib/services/notebooks/open";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { start } from "@/lib/worker/loops";
import { operationsLoop } from "@/lib/worker/operations/loop";
import { type TestContext, testContext } from "./context";
import type { TestDatabase } from "./database";
import { gpuHost, REGION } from "./machines";
import { type WireWorld, wireWorld } from "./wire-world";

export type Answer = { status: number; headers: IncomingMessage["headers"]; body: Buffer; text: string };
export type Ask = {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: Buffer;
  cookie?: string;
};

/** Notebooks on simulated machines, served as the product serves them, and the browsers that look at them. */
async function notebooksWorld(wire: WireWorld) {
  const { database, system } = wire;
  const { db } = database;
  const lab = { id: "lab", name: "Lab", description: "", alias: "lab", sshUser: "ubuntu", position: 9 };
  await db.insert(schema.images).values({ ...lab, opensJupyter: true });
  await mirrorImages(system, REGION, await wire.compute.imageAliases());
  const worker = start([operationsLoop(system, { worker: "one", idleMs: 20 })]);

  const checks = new Set<() => Promise<void>>();
  const inside = { compute: wire.compute };
  const world: NotebookWorld = {
    address: new NotebookAddress("http://*.notebooks.test"),
    portalUrl: "http://portal.test",
    brand: "Wattsecond",
    db: () => db,
    session: async (id) => {
      const found = await findSessionById(db, id, defaultPolicies.sessionIdleSeconds);
      return found && sessionFacts(found);
    },
    context: ({ actor, subject, mode, acting }) =>
      testContext(database, { actor, subject, mode, acting, ports: { compute: () => inside.compute } }),
    watch(_, check) {
      checks.add(check);
      return () => checks.delete(check);
    },
  };
  const notebooks = notebookServer(world);
  notebooks.server.listen(0, "127.0.0.1");
  await once(notebooks.server, "listening");
  const { port } = notebooks.server.address() as AddressInfo;

  async function ask(instanceId: string, options: Ask = {}): Promise<Answer> {
    const sent = request({
      ...{ host: "127.0.0.1", port, method: options.method ?? "GET", path: options.path ?? "/lab" },
      headers: {
        host: new URL(world.address.originOf(instanceId)).host,
        accept: "text/html",
        ...(options.cookie ? { cookie: options.cookie } : {}),
        ...options.headers,
      },
    });
    sent.end(options.body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body, text: body.toString() };
  }

  /** What the server says first to these very bytes. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(bytes);
    const [said] = await once(socket, "data");
    socket.destroy();
    return String(said);
  }

  /** A customer who is signed in, and runs one. */
  async function owner() {
    const { ctx: before, launchInput, accountId } = await wire.customer(100n);
    if (before.actor.kind !== "user") throw new Error("a customer is a person");
    const { actor } = before;
    const session = await before.transact((tx) => startSession(before, tx, actor.userId));
    const signedIn = { ...actor, sessionId: session.sessionId };
    const ctx: TestContext = testContext(database, { actor: signedIn, subject: before.subject });
    const wish = { ...launchInput(), typeId: "cpu_4x", priceId: "prc_run_cpu_4x", imageId: "lab" };
    const { id } = await launchInstance(ctx, wish);
    const until = (state: string) =>
      vi.waitFor(async () => {
        const seen = await getInstance(ctx, { instanceId: id });
        if (seen.state !== state) throw new Error(`it is ${seen.state}`);
      }, patience);
    await until("running");
    const path = async () => {
      const { ticket } = await openNotebook(ctx, { instanceId: id });
      const url = new URL(world.address.ticketUrl(id, ticket));
      return `${url.pathname}${url.search}`;
    };
    const enter = async () => {
      const { headers } = await ask(id, { path: await path() });
      return (headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
    };
    return { ctx, id, accountId, machine: machineName(id), sessionId: session.sessionId, until, path, enter };
  }

  function socketOf(
    instanceId: string,
    cookie: string,
    origin = world.address.originOf(instanceId),
  ): WebSocket {
    const { host } = new URL(world.address.originOf(instanceId));
    return new WebSocket(`ws://127.0.0.1:${port}/api/kernels/one/channels`, {
      headers: { host, cookie, origin },
      perMessageDeflate: false,
    });
  }

  return {
    world,
    ask,
    raw,
    owner,
    socketOf,
    /** What machines are connected to; a test puts its own there. */
    inside: inside as { compute: Compute },
    /** Something may have changed: whatever is open is looked at again. */
    news: async () => void (await Promise.all([...checks].map((check) => check()))),
    async close() {
      notebooks.end();
      notebooks.server.closeAllConnections();
      notebooks.server.close();
      await worker.stop();
    },
  };
}

/** Two owners, each with a notebook that answers, on a cluster with one host. Once per test file. */
export async function ownersWorld(database: TestDatabase) {
  const wire = await wireWorld(database, [gpuHost("h-1", 1)], {
    firstPort: await reservePorts(),
    publicKey: newKeyPair().public,
  });
  const notebooks = await notebooksWorld(wire);
  afterEach(() => {
    notebooks.inside.compute = wire.compute;
  });
  afterAll(async () => {
    await notebooks.close();
    await wire.close();
  });
  const [ada, bob] = await Promise.all([notebooks.owner(), notebooks.owner()]);
  await vi.waitFor(async () => {
    for (const one of [ada, bob]) {
      const { status } = await notebooks.ask(one.id, { cookie: await one.enter() });
      if (status !== 200) throw new Error(`its notebook answers ${status}`);
    }
  }, patience);
  return { ...notebooks, wire, ada, bob };
}
