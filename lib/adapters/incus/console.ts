import { ComputeError } from "@/lib/ports/compute";
import type { ConsoleText } from "@/lib/ports/machine-access";
import { envelope } from "./answers";
import { computeErrorOf } from "./errors";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

const attempts = 3;
const requestTimeoutMs = 10_000;

/**
 * What a machine said on its console. Of a machine that is off the daemon gives its file, which LXD 5.0 cuts at the end
 * of a boot to what nobody had asked for; of one that is on, only what came since the last question, whoever asked. So the machine must be in the same boot before and after.
 */
export async function readConsole(cluster: Cluster, name: string): Promise<ConsoleText> {
  let before = await ourMachine(cluster, name);
  for (let attempt = 1; ; attempt += 1) {
    const text = await consoleText(cluster, name);
    const after = await ourMachine(cluster, name);
    if (after.bootId === before.bootId || attempt === attempts) return { text, left: after.bootId === null };
    before = after;
  }
}

async function consoleText({ client }: Cluster, name: string): Promise<string> {
  const path = instanceUrl(name, "/console");
  const options = { timeoutMs: requestTimeoutMs, once: true };
  const { status, body } = await client.transport.request("GET", path, options);
  if (status === 200) return body;
  const error = errorIn(body);
  // Nothing new, or a machine that never ran.
  if (error !== null && /no such file or directory/i.test(error.error)) return "";
  if (error !== null) throw computeErrorOf(error.error_code || status, error.error);
  throw new ComputeError("failed", `${path}: status ${status}, not JSON`, true);
}

function errorIn(body: string) {
  try {
    return envelope.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
