import type { Pool } from "pg";
import { SettingsError } from "./settings";

type Deployment = { deploymentId: string; demonstration: boolean };

/**
 * Writes into a new database whose it is, and compares an older one with the settings: machines are tagged with the
 * deployment's id, and what was a demonstration never becomes live. Throws `SettingsError`.
 */
export async function claimDatabase(owner: Pool, { deploymentId, demonstration }: Deployment): Promise<void> {
  await owner.query(
    "INSERT INTO deployment (id, demonstration) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM deployment)",
    [deploymentId, demonstration],
  );
  const { rows } = await owner.query<{ id: string; demonstration: boolean }>(
    "SELECT id, demonstration FROM deployment",
  );
  const found = rows[0];
  if (found?.demonstration !== demonstration)
    throw new SettingsError(
      "DATABASE_URL",
      demonstration
        ? "leads to a live database, which a demonstration must not touch."
        : "leads to the database of a demonstration, which must not become live; use a new one.",
    );
  if (found.id !== deploymentId)
    throw new SettingsError(
      "DEPLOYMENT_ID",
      `is ${deploymentId}, but the database belongs to ${found.id}; set DEPLOYMENT_ID=${found.id}, or use a new database.`,
    );
}
