import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { sharedPages } from "./shared-pages";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server whose pages say how many were rendered before them. */
async function serve(answer?: (response: ServerResponse, count: number) => void) {
  let now = 0;
  let rendered = 0;
  const plain = (request: IncomingMessage, response: ServerResponse, count: number) => {
    const zipped = request.headers["accept-encoding"] === "gzip";
    response.setHeader("content-security-policy", `nonce-${count}`);
    if (zipped) response.setHeader("content-encoding", "gzip");
    const body = Buffer.from(`page ${count}, whole`);
    if (zipped) return response.end(gzipSync(body));
    response.write(body.subarray(0, 6));
    response.end(body.subarray(6).toString());
  };
  const handle = sharedPages(
    async (request, response) => {
      rendered++;
      const count = rendered;
      await Promise.resolve();
      if (answer) answer(response, count);
      else plain(request, response, count);
    },
    () => now,
  );
  const server = createServer((request, response) => void handle(request, response));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "accept-encoding": "identity", ...headers },
    });
    return { text: await response.text(), nonce: response.headers.get("content-security-policy") };
  };
  return { ask, wait: (ms: number) => (now += ms), count: () => rendered };
}

describe("a public page", () => {
  it("is rendered once for all who come within its time, with its own nonce, and anew afterwards", async () => {
    const { ask, wait } = await serve();
    const first = { text: "page 1, whole", nonce: "nonce-1" };
    expect(await ask("/gpus")).toEqual(first);
    wait(999);
    expect(await ask("/gpus")).toEqual(first);
    wait(1);
    expect((await ask("/gpus")).text).toBe("page 2, whole");
  });

  it("is rendered once for a crowd", async () => {
    const { ask, count } = await serve();
    const texts = await Promise.all(Array.from({ length: 20 }, async () => (await ask("/")).text));
    expect(new Set(texts)).toEqual(new Set(["page 1, whole"]));
    expect(count()).toBe(1);
  });

  it("is kept apart by address and by compression", async () => {
    const { ask } = await serve();
    await ask("/");
    expect((await ask("/gpus")).text).toBe("page 2, whole");
    expect((await ask("/", { "accept-encoding": "gzip" })).text).toBe("page 3, whole");
    expect((await ask("/", { "accept-encoding": "gzip" })).text).toBe("page 3, whole");
    expect((await ask("/")).text).toBe("page 1, whole");
  });

  it.each<[string, string, Record<string, string>, string]>([
    ["of somebody who is signed in", "/", { cookie: "a=b; next-auth.session-token=x" }, "GET"],
    ["of the console", "/console", {}, "GET"],
    ["with a query", "/gpus?type=h100", {}, "GET"],
    ["of which only a part is asked for", "/", { rsc: "1" }, "GET"],
    ["that is sent to", "/", {}, "POST"],
  ])("is never shared when it is one %s", async (_, path, headers, method) => {
    const { ask, count } = await serve();
    await ask(path, headers, method);
    await ask(path, headers, method);
    expect(count()).toBe(2);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["failed", (response) => void response.writeHead(500).end("no")],
    ["sets a cookie", (response) => void response.setHeader("set-cookie", "a=b").end("yes")],
  ])("is not kept when it %s", async (_, answer) => {
    const { ask, count } = await serve(answer);
    await ask("/");
    await ask("/");
    expect(count()).toBe(2);
  });
});
