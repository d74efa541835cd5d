import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { body: string; signature: string };

/** A webhook endpoint that keeps what it gets and answers what it is told. */
export async function startReceiver() {
  const received: Received[] = [];
  const control = { status: 200 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    received.push({ body, signature: String(request.headers["stripe-signature"]) });
    response.writeHead(control.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    control,
    url: `http://127.0.0.1:${port}/hook`,
    types: () => received.map((one) => (JSON.parse(one.body) as { type: string }).type),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
