import { InstanceFirewall } from "@/components/firewall/instance-firewall";
import { MessagesProvider } from "@/components/i18n/provider";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { getInstanceFirewall } from "@/lib/services/firewall/instance";
import { listFirewallSets } from "@/lib/services/firewall/list-sets";
import { attach, close, open } from "../../../firewall/actions";

export default async function InstanceFirewallPage(props: { params: Promise<{ id: string }> }) {
  const instanceId = (await props.params).id;
  const ctx = await requestContext();
  const [view, page] = await read(
    Promise.all([getInstanceFirewall(ctx, { instanceId }), listFirewallSets(ctx)]),
  );
  return (
    <MessagesProvider areas={pick(messages(ctx.locale), "firewallPages")}>
      <InstanceFirewall view={view} page={page} actions={{ attach, closeSsh: close, openSsh: open }} />
    </MessagesProvider>
  );
}
