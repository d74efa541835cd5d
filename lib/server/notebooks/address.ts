import { getDomain } from "tldts";
import { machineName } from "@/lib/domain/names";

/** Nothing below this name reaches a machine. */
export const OWN_PATH = "/.portal/";
/** Where a ticket is changed for a cookie. */
export const OPEN_PATH = `${OWN_PATH}open`;

/**
 * Where notebooks are. Each instance has a host of its own: code in a notebook may be a stranger's, and whatever shares
 * an origin shares storage, service workers and cookies. So neither another instance's nor the portal's is in its reach.
 */
export class NotebookAddress {
  readonly #protocol: string;
  readonly #base: string;

  /** `pattern`: `https://*.notebooks.example.net`, with a port where it is not the usual one. */
  constructor(readonly pattern: string) {
    const { protocol, host } = parsed(pattern);
    this.#protocol = protocol;
    this.#base = host.slice("*".length);
  }

  get secure(): boolean {
    return this.#protocol === "https:";
  }

  originOf(instanceId: string): string {
    return `${this.#protocol}//${machineName(instanceId)}${this.#base}`;
  }

  /** Where a browser goes with a ticket. */
  ticketUrl(instanceId: string, ticket: string): string {
    return `${this.originOf(instanceId)}${OPEN_PATH}?ticket=${encodeURIComponent(ticket)}`;
  }

  /** Whose host this is; null: nobody's. */
  instanceAt(host: string | undefined): string | null {
    const asked = host?.toLowerCase() ?? "";
    if (!asked.endsWith(this.#base)) return null;
    const label = /^ins-([a-z2-7]{20})$/.exec(asked.slice(0, -this.#base.length));
    return label?.[1] === undefined ? null : `ins_${label[1]}`;
  }
}

const parsed = (pattern: string): URL => new URL(pattern);

/**
 * What keeps an address from serving notebooks, as the end of a sentence; null: nothing. It must be another site than the
 * portal's, because a browser sends its cookies along between the hosts of one site.
 */
export function notebooksProblem(pattern: string, publicUrl: string): string | null {
  const example = "must be an address like https://*.notebooks.example.net";
  if (!URL.canParse(pattern)) return example;
  const { protocol, hostname, pathname, search, hash, username } = parsed(pattern);
  const bare = pathname === "/" && search === "" && hash === "" && username === "";
  if (!/^https?:$/.test(protocol) || !bare || !/^\*\.[a-z0-9.-]*[a-z0-9]$/.test(hostname)) return example;
  const portal = new URL(publicUrl);
  if (portal.protocol === "https:" && protocol !== "https:") return "must be https, as NEXTAUTH_URL is";
  const shared = siteOf(`x${hostname.slice(1)}`) === siteOf(portal.hostname);
  const base = hostname.slice("*.".length);
  if (shared || portal.hostname === base || portal.hostname.endsWith(`.${base}`))
    return `must be on another domain than ${portal.hostname}: code in a notebook may be a stranger's, and browsers send a portal's cookies along from its own domain`;
  return null;
}

/** The registrable domain; an address of digits or a bare name is its own. */
const siteOf = (hostname: string): string =>
  getDomain(hostname, { allowPrivateDomains: true, validateHostname: false }) ?? hostname;
