import type { Duplex } from "node:stream";
import { DomainError } from "@/lib/domain/errors";
import { NOTEBOOK_PORT } from "@/lib/domain/notebooks";
import type { RequestFacts } from "@/lib/server/request";
import type { NotebookTarget } from "@/lib/services/notebooks/access";
import { followPass } from "@/lib/services/notebooks/follow-pass";
import { findPass, type NotebookPass } from "@/lib/services/notebooks/pass";
import type { NotebookState } from "./pages";
import type { NotebookWorld } from "./world";

/** Whoever brings a pass that holds: where it leads, and how it is looked at again. */
export type Admitted = {
  secret: string;
  target: NotebookTarget;
  /** What Jupyter asks for; null: it was not given one by us. */
  token: string | null;
  /** A connection to it; null: nothing listens there yet. */
  connect(): Promise<Duplex | null>;
};
export type Refused = Extract<NotebookState, "closed" | "not_running" | "gone">;

/** From here no start leads back. */
const ENDED = ["terminating", "terminated", "failed"];

/** Looks a request's passes up. Without one that holds nobody learns what exists. */
export async function admit(
  world: NotebookWorld,
  instanceId: string,
  secrets: readonly string[],
  facts: RequestFacts,
): Promise<Admitted | Refused> {
  let refused: Refused = "closed";
  for (const secret of secrets) {
    const pass = await findPass(world.db(), secret, instanceId);
    const found = pass && (await lookUp(world, pass, secret, facts));
    if (typeof found === "object" && found) return found;
    if (found) refused = found;
  }
  return refused;
}

async function lookUp(
  world: NotebookWorld,
  pass: NotebookPass,
  secret: string,
  facts: RequestFacts,
): Promise<Admitted | Refused> {
  const session = await world.session(pass.sessionId);
  if (!session) return "closed";
  const ctx = world.context(session, facts);
  try {
    const { token, ...target } = await followPass(ctx, pass);
    const connect = async () => ctx.ports.compute(target.regionId).openPort(target.machine, NOTEBOOK_PORT);
    return { secret, target, token, connect };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== "wrong_state") return "closed";
    return ENDED.includes(error.params.state ?? "") ? "gone" : "not_running";
  }
}
