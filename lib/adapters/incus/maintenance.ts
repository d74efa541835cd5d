import type { IncusClient } from "./client";
import { isAlready } from "./errors";

async function change(client: IncusClient, host: string, action: "evacuate" | "restore", done: RegExp) {
  try {
    const path = `/1.0/cluster/members/${encodeURIComponent(host)}/state`;
    await client.change("POST", path, { body: { action } });
  } catch (error) {
    if (!isAlready(error, done)) throw error;
  }
}

export const evacuateHost = (client: IncusClient, host: string): Promise<void> =>
  change(client, host, "evacuate", /already evacuated/i);

export const restoreHost = (client: IncusClient, host: string): Promise<void> =>
  change(client, host, "restore", /already restored|not evacuated/i);
