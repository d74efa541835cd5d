import { eq } from "drizzle-orm";
import { idleStopEvidence } from "@/drizzle/schema";
import type { IdleEvidenceView } from "@/lib/contracts/telemetry";
import type { Database } from "@/lib/services/context";

/** Why a run was stopped as idle; null when it was not. Authorisation is the caller's. */
export async function idleEvidence(db: Database, runId: string): Promise<IdleEvidenceView | null> {
  const [row] = await db.select().from(idleStopEvidence).where(eq(idleStopEvidence.runId, runId));
  if (!row) return null;
  const { windowFrom, windowTo, runId: _, instanceId: __, ...evidence } = row;
  return { ...evidence, from: iso(windowFrom), to: iso(windowTo) };
}

const iso = (second: number): string => new Date(second * 1000).toISOString();
