import { appDatabase } from "@/lib/server/database";
import { env } from "@/lib/server/env";
import { recheckOften } from "@/lib/server/recheck";
import type { RequestFacts } from "@/lib/server/request";
import { type SessionFacts, sessionOfId } from "@/lib/server/session-lookup";
import type { Database, ServiceContext } from "@/lib/services/context";
import { sessionContext } from "../assemble";
import { NotebookAddress } from "./address";

/** What the notebooks' server needs of the product. */
export type NotebookWorld = {
  address: NotebookAddress;
  portalUrl: string;
  brand: string;
  db(): Database;
  session(id: string): Promise<SessionFacts | null>;
  context(session: SessionFacts, facts: RequestFacts): ServiceContext;
  /** Asks again, as long as something is open, whether it may be. */
  watch(accountId: string, check: () => Promise<void>): () => void;
};

/** The product's own; `url` as the settings say it. */
export const notebookWorld = (url: string): NotebookWorld => ({
  address: new NotebookAddress(url),
  portalUrl: env().publicUrl,
  brand: env().brand,
  db: appDatabase,
  session: sessionOfId,
  context: sessionContext,
  watch: (accountId, check) =>
    recheckOften({ accountId, kinds: ["session", "instances"], what: "a notebook's session" }, check),
});
