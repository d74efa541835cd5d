import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { LaunchForm } from "@/components/launch/launch-form";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { accountMeter } from "@/lib/server/meter";
import { read } from "@/lib/server/read";
import { availability } from "@/lib/services/catalogue/availability";
import { listFirewallSets } from "@/lib/services/firewall/list-sets";
import { imageChoices } from "@/lib/services/images/choices";
import { launchOptions } from "@/lib/services/instances/quotes";
import { listSshKeys } from "@/lib/services/ssh-keys/list";
import { listVolumes } from "@/lib/services/volumes/list";
import { add } from "../ssh-keys/actions";
import { launch } from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).launch.title };

export default async function LaunchPage(props: {
  searchParams: Promise<Record<string, string | string[]>>;
}) {
  const params = await props.searchParams;
  const ctx = await requestContext();
  const [view, choices, keys, options, meter, volumes, firewall] = await read(
    Promise.all([
      availability(ctx),
      imageChoices(ctx),
      listSshKeys(ctx),
      launchOptions(ctx),
      accountMeter(ctx),
      listVolumes(ctx),
      listFirewallSets(ctx),
    ]),
  );
  const all = messages(ctx.locale);
  const one = (name: string) => (typeof params[name] === "string" ? params[name] : undefined);
  return (
    <MessagesProvider areas={pick(all, "launch", "sshKeyPages", "telemetry", "volumePages", "firewallPages")}>
      <PageHeader title={all.launch.title} text={all.launch.lead} />
      <LaunchForm
        view={view}
        meter={meter}
        choices={choices}
        keys={keys}
        volumes={volumes.filter((volume) => volume.state === "available")}
        firewallSets={firewall.sets}
        suggestedName={options.suggestedName}
        limits={{
          gpuQuota: options.gpuQuota,
          gpusInUse: options.gpusInUse,
          emailConfirmed: ctx.actor.kind === "user" && (ctx.actor.emailConfirmed || ctx.mode !== "own"),
          readOnly: ctx.mode === "acting_read",
          minimumRunwaySeconds: ctx.policies.minimumRunwaySeconds.toString(),
        }}
        preset={{
          type: one("type"),
          region: one("region"),
          image: one("image"),
          volume: one("volume"),
        }}
        launch={launch}
        addKey={add}
      />
    </MessagesProvider>
  );
}
