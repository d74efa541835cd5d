import type { OpenPortView } from "@/lib/contracts/firewall";
import type { SshReach, WantedFirewall } from "@/lib/domain/firewall/plan";
import { portsText, SSH_PORT } from "@/lib/domain/firewall/rules";
import type { OpenForward } from "@/lib/ports/firewall";

type Address = { host: string; port: number };

/** What is wanted open, each with the way that leads there now; SSH comes first. */
export function openPorts(known: {
  wanted: WantedFirewall;
  /** What is wanted is in force. */
  settled: boolean;
  /** Where the instance is reached; null: nowhere at the moment. */
  ssh: Address | null;
  forwards: readonly OpenForward[];
  reach: SshReach;
}): OpenPortView[] {
  const { wanted, ssh, settled } = known;
  if (wanted === null) return [];
  if (wanted.kind === "acl") {
    const closed = wanted.rules.some(({ action }) => action === "reject");
    const host = settled && ssh ? ssh.host : null;
    return wanted.rules.flatMap(({ action, protocol, ports, sources }): OpenPortView[] => {
      const text = ports && portsText(ports);
      if (action === "reject" || (closed && protocol === "tcp" && text === `${SSH_PORT}`)) return [];
      return [{ protocol, ports: text, sources, outside: host === null ? null : { host, port: text } }];
    });
  }
  const reached = known.reach === "open" && ssh !== null ? { host: ssh.host, port: `${ssh.port}` } : null;
  const own: OpenPortView = { protocol: "tcp", ports: `${SSH_PORT}`, outside: reached, sources: [] };
  return [
    ...(wanted.ssh ? [own] : []),
    ...wanted.forwards.map(({ protocol, port }): OpenPortView => {
      const outside = known.forwards.find(
        (each) => each.protocol === protocol && each.port === port,
      )?.outside;
      return {
        ...{ protocol, ports: `${port}`, sources: [] },
        outside: outside ? { host: outside.host, port: `${outside.port}` } : null,
      };
    }),
  ];
}
