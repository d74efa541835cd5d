import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/**
 * Public pages, and for how many milliseconds one rendering is everybody's. They look the same to all who are not
 * signed in and hold nothing secret, so that a thousand visitors cost what one does.
 */
const SHARED: Readonly<Record<string, number>> = {
  "/": 1_000,
  "/gpus": 1_000,
  "/status": 1_000,
  "/docs": 60_000,
  "/legal/terms": 60_000,
  "/legal/privacy": 60_000,
  "/legal/acceptable-use": 60_000,
};

type Rendered = { headers: OutgoingHttpHeaders; body: Buffer; until: number };
type Render = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What Next sends beside the address when it wants a part of a page instead of the page. */
const PARTIAL = ["rsc", "next-router-prefetch", "next-router-state-tree", "next-action"];

/** Answers a public page from the last rendering while that is young enough, and everything else by `render`. */
export function sharedPages(render: Render, now: () => number = () => performance.now()): Render {
  const known = new Map<string, Rendered>();
  const underway = new Map<string, Promise<void>>();

  return async (request, response) => {
    const key = keyOf(request);
    if (key === null) return render(request, response);
    // Whoever comes while it is being rendered waits for that.
    if (!isFresh(known.get(key), now())) await underway.get(key);
    const found = known.get(key);
    if (found && isFresh(found, now())) {
      response.writeHead(200, found.headers).end(found.body);
      return;
    }
    const keeping = keep(request, response, render, (page) => {
      known.set(key, { ...page, until: now() + (SHARED[request.url ?? ""] ?? 0) });
    });
    const waited = keeping.then(
      () => undefined,
      () => undefined,
    );
    underway.set(key, waited);
    void waited.then(() => {
      if (underway.get(key) === waited) underway.delete(key);
    });
    return keeping;
  };
}

const isFresh = (page: Rendered | undefined, now: number): boolean => page !== undefined && now < page.until;

/** Null for what is somebody's own, or no whole page. Compressed and plain are two renderings. */
function keyOf(request: IncomingMessage): string | null {
  const { url = "", method, headers } = request;
  if (method !== "GET" || !Object.hasOwn(SHARED, url)) return null;
  if (headers.cookie?.includes("session-token") || PARTIAL.some((name) => name in headers)) return null;
  return `${String(headers["accept-encoding"] ?? "").includes("gzip") ? "gzip" : "plain"} ${url}`;
}

/** Lets the page through as it is rendered, and gives a copy to `use` once it is whole. Settles when it has been sent. */
function keep(
  request: IncomingMessage,
  response: ServerResponse,
  render: Render,
  use: (page: Omit<Rendered, "until">) => void,
): Promise<void> {
  const parts: Buffer[] = [];
  const collect = (part: unknown, encoding: unknown) => {
    if (typeof part === "string")
      parts.push(Buffer.from(part, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8"));
    else if (part instanceof Uint8Array) parts.push(Buffer.from(part));
  };
  const { write, end } = response;
  response.write = ((part: unknown, ...rest: unknown[]) => {
    collect(part, rest[0]);
    return Reflect.apply(write, response, [part, ...rest]);
  }) as typeof response.write;
  response.end = ((part: unknown, ...rest: unknown[]) => {
    collect(part, rest[0]);
    return Reflect.apply(end, response, [part, ...rest]);
  }) as typeof response.end;
  const sent = new Promise<void>((done) => {
    response.once("finish", () => {
      const headers = response.getHeaders();
      if (response.statusCode === 200 && headers["set-cookie"] === undefined)
        use({ headers, body: Buffer.concat(parts) });
      done();
    });
    response.once("close", done);
  });
  return render(request, response).then(() => sent);
}
