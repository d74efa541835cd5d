// How many pages one web process answers: public, live and signed in, taking turns, beside a page of text.
import autocannon from "autocannon";
import { median, milliseconds, note, ratio, table, whole } from "./support/print";
import { signIn, withProduct } from "./support/product";

const CLIENTS = 20;
const SECONDS = 6;
const ROUNDS = 3;
/** The signed-in dashboard of the Next and Drizzle starter for SaaS on this kind of machine, requests per second. */
const STARTER = 77;

/** The first is little but text, and rendered for each who is signed in: what Next itself takes. */
const PAGES = [
  { path: "/legal/terms", signedIn: true },
  { path: "/", signedIn: false },
  { path: "/gpus", signedIn: false },
  { path: "/console", signedIn: true },
  { path: "/console/usage", signedIn: true },
] as const;
type Page = (typeof PAGES)[number];

type Figures = { perSecond: number[]; p99: number[] };

/** Requests per second and the slowest hundredth, on the production build. */
export async function server(): Promise<void> {
  await withProduct(async (product) => {
    const cookie = await signIn(product);
    const ask = ({ path, signedIn }: Page, duration: number) =>
      autocannon({
        url: `${product.url}${path}`,
        connections: CLIENTS,
        duration,
        headers: signedIn ? { cookie } : {},
      });
    for (const page of PAGES) await ask(page, 3);
    const found = new Map(PAGES.map((page): [Page, Figures] => [page, { perSecond: [], p99: [] }]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [page, figures] of found) {
        const result = await ask(page, SECONDS);
        if (result.non2xx + result.errors > 0) note(`${page.path}: ${result.non2xx + result.errors} failed`);
        figures.perSecond.push(result.requests.average);
        figures.p99.push(result.latency.p99);
      }
    const plain = median(found.get(PAGES[0])?.perSecond ?? []);
    table(
      `Pages, ${CLIENTS} clients, one web process, ${ROUNDS} rounds in turn`,
      ["", "per second", "p99", "of the first", `of ${STARTER}/s`],
      [...found].map(([{ path }, { perSecond, p99 }]) => {
        const figure = median(perSecond);
        const starter = path === "/console" ? ratio(figure / STARTER) : "";
        return [path, whole(figure), milliseconds(median(p99)), ratio(figure / plain), starter];
      }),
    );
  });
}
