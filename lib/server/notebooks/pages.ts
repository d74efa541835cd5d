import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

const words = messages(DEFAULT_LOCALE).notebooks;

/** Everything that may be said at a notebook's address instead of the notebook, and with which status. */
const STATES = {
  starting: 503,
  unreachable: 502,
  slow: 504,
  busy: 503,
  not_running: 409,
  gone: 410,
  closed: 403,
  used: 403,
  expired: 403,
  nobody: 404,
  elsewhere: 403,
  unexpected: 500,
} as const;
export type NotebookState = keyof typeof STATES;

/** Those that pass by themselves: the page asks again after so many seconds. */
const RETRY_SECONDS: Partial<Record<NotebookState, number>> = { starting: 3, unreachable: 5, busy: 5 };

export type PageFacts = {
  brand: string;
  portalUrl: string;
  /** Null: the address is nobody's. */
  instanceId: string | null;
  errorId?: string;
};

export type StatePage = { status: number; headers: Record<string, string>; body: string };

/** The answer in a state: a page for whoever looks at it, one line for a program. */
export function statePage(state: NotebookState, facts: PageFacts, forPeople: boolean): StatePage {
  const retry = RETRY_SECONDS[state];
  const common = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(retry === undefined ? {} : { "retry-after": String(retry) }),
  };
  const { title, text } = words.states[state];
  const said = say(text, { id: facts.errorId ?? "" });
  if (!forPeople) {
    const headers = { ...common, "content-type": "text/plain; charset=utf-8" };
    return { status: STATES[state], headers, body: `${title}. ${said}\n` };
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return {
    status: STATES[state],
    headers: { ...common, "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: html({ state, title, text: said, nonce, retry, facts }),
  };
}

/** Sends it, and nothing after it on this connection: the request's body may still be on its way. */
export function sendState(
  request: IncomingMessage,
  response: ServerResponse,
  state: NotebookState,
  facts: PageFacts,
): void {
  if (response.headersSent) return void response.destroy();
  const { status, headers, body } = statePage(state, facts, isLook(request));
  response.writeHead(status, { ...headers, connection: "close" });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Somebody goes to an address and looks, rather than a program that fetches. */
export function isLook({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  const destination = headers["sec-fetch-dest"];
  if (method !== "GET" && method !== "HEAD") return false;
  return destination === undefined
    ? (headers.accept ?? "").includes("text/html")
    : destination === "document";
}

type Page = {
  state: NotebookState;
  title: string;
  text: string;
  nonce: string;
  retry: number | undefined;
  facts: PageFacts;
};

function html({ state, title, text, nonce, retry, facts }: Page): string {
  const { brand, portalUrl, instanceId } = facts;
  const page = instanceId === null ? `${portalUrl}/console` : `${portalUrl}/console/instances/${instanceId}`;
  const links = [
    `<a class="main" href="${escaped(page)}">${escaped(instanceId === null ? words.home : words.back)}</a>`,
    ...(retry === undefined ? [] : [`<a href="">${escaped(words.again)}</a>`]),
    ...(state === "starting" ? [`<a href="${escaped(page)}/logs">${escaped(words.log)}</a>`] : []),
  ];
  return `<!doctype html>
<html lang="${DEFAULT_LOCALE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${retry === undefined ? "" : `<meta http-equiv="refresh" content="${retry}">`}
<link rel="icon" href="data:,">
<title>${escaped(title)} · ${escaped(brand)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main data-state="${state}">
<p class="brand">${escaped(brand)} · ${escaped(words.name)}</p>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
${retry === undefined ? "" : `<p role="status">${escaped(words.retrying)}</p>`}
<p class="links">${links.join("\n")}</p>
</main>
</body>
</html>
`;
}

/** The portal's tokens, as far as one page of text needs them: nothing of the portal is loaded here. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#f6f7f8, #0e1012); color: light-dark(#14171a, #eceef0);
  font: 16px/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 40rem; margin: 0 auto; padding: min(20vh, 10rem) 1.5rem 3rem; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; }
p { margin: 0 0 1rem; color: light-dark(#474e57, #b3bac2); }
.brand { font-size: .875rem; color: light-dark(#5c646d, #98a1ab); }
.links { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; margin-top: 1.5rem; }
a { color: light-dark(#3538cd, #a0a6ff); text-underline-offset: 3px; }
.main { padding: .5rem .875rem; border-radius: 6px; background: light-dark(#3538cd, #585ef0); color: #fff;
  text-decoration: none; font-weight: 500; }
.main:hover { background: light-dark(#2a2da8, #6a70f6); }
a:focus-visible { outline: 2px solid light-dark(#3538cd, #a0a6ff); outline-offset: 2px; }
`;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
