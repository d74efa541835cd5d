import { randomUUID } from "node:crypto";
import type { ServiceContext } from "@/lib/services/context";
import { appDatabase, appPool, customerPool, readerPool } from "./database";
import { env } from "./env";
import { notifier } from "./hints";
import { policies } from "./policies";
import { ports } from "./ports";
import { enqueue } from "./queue";
import type { RequestFacts } from "./request";
import type { SessionFacts } from "./session-lookup";
import { scopedDatabase, transact } from "./transact";

/** The currency of new accounts and of prices shown to visitors. */
const CURRENCY = "USD";

type Facts = Pick<ServiceContext, "actor" | "subject" | "mode" | "acting" | "ip" | "userAgent"> & {
  id: string;
  locale?: string;
};

/**
 * Puts a context together. While acting read-only both its reads and its transactions run on connections that can
 * only SELECT: what a verb forgets to refuse, the database refuses. On behalf of a customer both see that account's rows
 * only: whose a verb forgets to say, the database says.
 */
export function assemble({ id, locale = "en", ...facts }: Facts): ServiceContext {
  const readOnly = facts.mode === "acting_read";
  const told = { ...facts, requestId: id };
  const forCustomer = facts.subject !== null && (facts.mode === "own" || readOnly);
  return {
    ...told,
    locale,
    get db() {
      return forCustomer ? scopedDatabase(readOnly ? readerPool() : customerPool(), told) : appDatabase();
    },
    transact: (work) => transact(readOnly ? readerPool() : appPool(), told, work),
    notify: (...hints) => notifier().notify(hints),
    enqueue,
    get ports() {
      return ports();
    },
    get policies() {
      return policies();
    },
    get brand() {
      return env().brand;
    },
    get publicUrl() {
      return env().publicUrl;
    },
    currency: CURRENCY,
  };
}

/** The context of the product itself: the worker, a task, a webhook. `subject` where it works on one account. */
export function systemContext(name: string, accountId?: string): ServiceContext {
  return assemble({
    actor: { kind: "system", name },
    subject: accountId === undefined ? null : { accountId, role: "owner" },
    mode: "system",
    acting: null,
    ip: null,
    id: randomUUID(),
  });
}

/** The context of a session that was looked up by other means than Next's: the live stream, a terminal, a notebook. */
export function sessionContext(session: SessionFacts, facts: RequestFacts): ServiceContext {
  const { actor, subject, mode, acting, viewer } = session;
  return assemble({ actor, subject, mode, acting, locale: viewer.locale, ...facts });
}
