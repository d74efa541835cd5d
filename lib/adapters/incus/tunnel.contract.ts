import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { NOTEBOOK_PORT, notebookTokenFile } from "@/lib/domain/notebooks";
import type { Compute } from "@/lib/ports/compute";
import { TunnelAgent } from "@/lib/server/notebooks/tunnel-agent";
import { Bench, type ContractCluster, codeOf } from "./testing/bench.contract";
import { notebookProgram } from "./testing/notebook-guest";

/**
 * What the product relies on to reach a program inside a machine. `imageAlias` brings a notebook server, or (`bare`) one
 * is started in the machine first.
 */
export function tunnelContract(
  name: string,
  makeCluster: () => Promise<ContractCluster & { bare: boolean }>,
): void {
  describe(`tunnel contract: ${name}`, () => {
    const token = randomBytes(24).toString("base64url");
    let bench: Bench;
    let compute: Compute;
    let machine: string;
    let close: () => Promise<void>;
    let agent: TunnelAgent;

    beforeAll(async () => {
      const cluster = await makeCluster();
      close = cluster.close;
      bench = await Bench.open(cluster);
      compute = cluster.compute;
      const wish = bench.wish({ files: [notebookTokenFile(token)] });
      machine = wish.name;
      await compute.create(wish);
      await compute.start(machine);
      await bench.ready(machine);
      if (cluster.bare) {
        const command = ["python3", "-c", notebookProgram, String(NOTEBOOK_PORT)];
        await compute.exec(machine, { command, terminal: null }, () => undefined);
      }
      agent = new TunnelAgent(() => compute.openPort(machine, NOTEBOOK_PORT));
      await vi.waitFor(
        async () => {
          const connection = await compute.openPort(machine, NOTEBOOK_PORT);
          if (connection === null) throw new Error("nothing listens yet");
          connection.destroy();
        },
        { timeout: 30_000, interval: 100 },
      );
    });

    afterAll(async () => {
      agent?.destroy();
      await compute?.remove(machine);
      await close();
    });

    const headers = { authorization: `token ${token}`, host: "127.0.0.1:8888" };
    async function ask(options: RequestOptions, body?: Buffer) {
      const sent = request({ agent, headers, ...options });
      sent.end(body);
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      return { status: answer.statusCode, body: Buffer.concat(chunks), reused: sent.reusedSocket };
    }

    it("hands the machine the file that it is given, for root alone", async () => {
      let text = "";
      const read = { command: ["cat", "/etc/portal/jupyter.env"], terminal: null };
      const running = await compute.exec(machine, read, (data) => {
        text += data;
      });
      expect(await running.ended).toEqual({ exitCode: 0 });
      expect(text).toBe(`JUPYTER_TOKEN=${token}\n`);
    });

    it("reaches a server that listens for the machine alone, and asks it again on the same connection", async () => {
      const first = await ask({ path: "/api/status" });
      expect(first.status).toBe(200);
      expect(JSON.parse(first.body.toString())).toHaveProperty("simulated");
      await expect.poll(async () => (await ask({ path: "/api/status" })).reused).toBe(true);
      expect((await ask({ path: "/api/status", headers: { host: headers.host } })).status).toBe(403);
    });

    it("carries large bodies both ways, whole", async () => {
      const sent = randomBytes(12 * 1024 * 1024);
      const options = { method: "POST", path: "/api/simulated/echo" };
      const { body } = await ask(options, sent);
      const digest = (data: Buffer) => createHash("sha256").update(data).digest("hex");
      expect(digest(body)).toBe(digest(sent));
    });

    it("carries many at once", async () => {
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, i) =>
          ask({ method: "POST", path: "/api/simulated/echo" }, Buffer.from(`number ${i}`)),
        ),
      );
      expect(answers.map(({ body }) => body.toString())).toEqual(answers.map((_, i) => `number ${i}`));
    });

    it("carries a WebSocket", async () => {
      const connection = await compute.openPort(machine, NOTEBOOK_PORT);
      const socket = new WebSocket("ws://127.0.0.1:8888/api/kernels/one/channels", {
        headers,
        perMessageDeflate: false,
        // As Node's own types are, these know network sockets only.
        createConnection: () => connection as never,
      });
      await once(socket, "open");
      const sent = randomBytes(70_000);
      socket.send(sent);
      const [said] = await once(socket, "message");
      expect(Buffer.compare(said, sent)).toBe(0);
      socket.close();
      await once(socket, "close");
    });

    it("says that nothing listens, and admits nobody else", async () => {
      expect(await compute.openPort(machine, 1)).toBeNull();
      expect(await codeOf(bench.cluster.stranger.openPort(machine, NOTEBOOK_PORT))).toBe("refused");
      expect(await codeOf(compute.openPort("t-never-created", NOTEBOOK_PORT))).toBe("not_found");
    });

    it("breaks with the machine", async () => {
      const connection = await compute.openPort(machine, NOTEBOOK_PORT);
      if (connection === null) throw new Error("nothing listens");
      const over = new Promise<void>((resolve) => {
        connection.on("error", () => undefined).on("close", () => resolve());
      });
      connection.resume();
      await compute.stop(machine, 0);
      await over;
      expect(await codeOf(compute.openPort(machine, NOTEBOOK_PORT))).toBe("refused");
    });
  });
}
