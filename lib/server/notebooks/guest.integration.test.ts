import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { Duplex } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { ComputeError } from "@/lib/ports/compute";
import { testDatabase } from "@/lib/testing/database";
import { ownersWorld } from "@/lib/testing/notebooks";
import { patience } from "@/lib/testing/patience";

const database = await testDatabase();
const { ask, raw, world, socketOf, inside, wire, ada } = await ownersWorld(database);

const stateOf = ({ text }: { text: string }) => /data-state="(\w+)"/.exec(text)?.[1];

describe("a guest that is not as it should be", () => {
  /** Whatever it does, over connections in memory. */
  function guest(serve: RequestListener) {
    const server = createServer(serve);
    const connections: Duplex[] = [];
    const openPort = async () => {
      const [near, far] = pair();
      connections.push(far);
      server.emit("connection", far);
      return near;
    };
    inside.compute = { ...wire.compute, openPort };
    return { connections };
  }

  it("is told nothing of ours, and can bind nothing but its own host", async () => {
    let seen: IncomingHttpHeaders = {};
    guest((request, response) => {
      seen = request.headers;
      response.setHeader("set-cookie", ["_xsrf=1; Domain=notebooks.test", "notebook-pass=evil; Path=/"]);
      response.setHeader("clear-site-data", '"cookies"');
      response.writeHead(302, { location: "http://127.0.0.1:8888/lab" }).end();
    });
    const cookie = `${await ada.enter()}; next-auth.session-token=secret; _xsrf=1`;
    const { headers } = await ask(ada.id, {
      cookie,
      headers: { authorization: "Bearer mine", "x-forwarded-for": "10.0.0.1" },
    });
    expect(seen).toMatchObject({ cookie: "_xsrf=1", host: "127.0.0.1:8888" });
    expect(seen.authorization).toMatch(/^token [\w-]{43}$/);
    expect(seen["x-forwarded-for"]).toBeUndefined();
    expect(headers).toMatchObject({ location: "/lab", "set-cookie": ["_xsrf=1"] });
    expect(headers["clear-site-data"]).toBeUndefined();
  });

  it("gets one request for each that was admitted, however its end is put", async () => {
    const seen: string[] = [];
    guest((request, response) => {
      let length = 0;
      request.on("data", (chunk) => {
        length += chunk.length;
      });
      request.on("end", () => {
        seen.push(`${request.method} ${request.url} ${length}`);
        response.end("ok");
      });
    });
    const cookie = await ada.enter();
    const { host } = new URL(world.address.originOf(ada.id));
    const hidden = `GET /hidden HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    const both = ["Content-Length: 4", "Transfer-Encoding: chunked"];
    for (const [method, lines, body, status] of [
      ["POST", both, chunked, 400],
      ["POST", ["Content-Length: 0", "Content-Length: 5"], hidden, 400],
      ["POST", ["Transfer-Encoding: chunked, identity"], chunked, 400],
      ["DELETE", ["Transfer-Encoding: chunked", "Connection: Transfer-Encoding"], chunked, 200],
      ["GET", [`Content-Length: ${hidden.length}`, "Connection: Content-Length"], hidden, 200],
    ] as const) {
      const head = [`${method} /lab HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`, ...lines];
      const said = await raw(`${head.join("\r\n")}\r\n\r\n${body}`);
      expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
    expect(seen).toEqual([`DELETE /lab ${hidden.length}`, `GET /lab ${hidden.length}`]);
  });

  it("has not come up yet: the page waits for it", async () => {
    inside.compute = { ...wire.compute, openPort: async () => null };
    const cookie = await ada.enter();
    const page = await ask(ada.id, { cookie });
    expect([page.status, stateOf(page), page.headers["retry-after"]]).toEqual([503, "starting", "3"]);
    expect(page.text).toContain('http-equiv="refresh"');
    const program = await ask(ada.id, { cookie, headers: { accept: "application/json" } });
    expect(program.headers["content-type"]).toContain("text/plain");
    const socket = socketOf(ada.id, cookie);
    expect(String(await once(socket, "error"))).toContain("503");
  });

  it("cannot be reached", async () => {
    const openPort = async () => {
      throw new ComputeError("unreachable", "the region is away", true);
    };
    inside.compute = { ...wire.compute, openPort };
    const page = await ask(ada.id, { cookie: await ada.enter() });
    expect([page.status, stateOf(page)]).toEqual([502, "unreachable"]);
  });

  it("is not asked for more than a page can need at once", async () => {
    const waiting: (() => void)[] = [];
    guest((_, response) => void waiting.push(() => response.end("at last")));
    const cookie = await ada.enter();
    const many = Array.from({ length: 128 }, () => ask(ada.id, { cookie }));
    await vi.waitFor(() => expect(waiting).toHaveLength(128), patience);
    expect(stateOf(await ask(ada.id, { cookie }))).toBe("busy");
    for (const answer of waiting) answer();
    expect(new Set((await Promise.all(many)).map(({ text }) => text))).toEqual(new Set(["at last"]));
  });

  it("breaks off in the middle of an answer: nobody takes it for whole", async () => {
    guest((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    });
    const cookie = await ada.enter();
    await expect(ask(ada.id, { cookie })).rejects.toThrow(/aborted/);
  });

  it("lets go of a connection that is used again: the question is put once more", async () => {
    let asked = 0;
    const { connections } = guest((_, response) => {
      asked += 1;
      // The second question finds the connection gone.
      if (asked === 2) response.destroy();
      else response.end(`answer ${asked}`);
    });
    const cookie = await ada.enter();
    expect((await ask(ada.id, { cookie })).text).toBe("answer 1");
    expect((await ask(ada.id, { cookie })).text).toBe("answer 3");
    expect(connections).toHaveLength(2);
  });
});

/** Two ends of one connection. */
function pair(): [Duplex, Duplex] {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk, _, done) {
        other().push(chunk);
        done();
      },
      final(done) {
        other().push(null);
        done();
      },
      destroy(error, done) {
        if (!other().destroyed) other().destroy(error ? new Error("reset") : undefined);
        done(error);
      },
    });
  const near: Duplex = end(() => far);
  const far: Duplex = end(() => near);
  return [near, far];
}
