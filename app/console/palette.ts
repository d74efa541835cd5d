"use server";
import type { PaletteEntry } from "@/components/shell/palette";
import { allows } from "@/lib/domain/states";
import { messages, say } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { listInstances } from "@/lib/services/instances/list";
import { listVolumes } from "@/lib/services/volumes/list";

/** What the palette finds besides pages: instances and volumes by name, and what can be done now. */
export async function loadPalette(): Promise<readonly PaletteEntry[]> {
  const ctx = await requestContext();
  const [instances, volumes] = await Promise.all([listInstances(ctx), listVolumes(ctx)]);
  const { firewallPages, shell, instancePages, volumePages } = messages(ctx.locale);
  const m = shell.palette;
  const actions: PaletteEntry[] = [
    { group: m.actions, label: m.launch, href: "/console/launch" },
    { group: m.actions, label: volumePages.create, href: "/console/volumes/new" },
    { group: m.actions, label: firewallPages.create, href: "/console/firewall/new" },
    { group: m.actions, label: m.addCredit, href: "/console/billing" },
    { group: m.actions, label: m.addKey, href: "/console/ssh-keys" },
  ];
  return [
    ...instances.map((each) => ({
      group: m.instances,
      label: each.name,
      href: `/console/instances/${each.id}`,
      note: instancePages.states[each.state],
      keywords: [each.typeName, each.regionName, each.id],
    })),
    ...volumes.map((each) => ({
      group: volumePages.title,
      label: each.name,
      href: `/console/volumes/${each.id}`,
      note: volumePages.states[each.state],
      keywords: [each.regionName, each.id],
    })),
    ...actions,
    ...instances
      .filter((each) => allows(each.state, "stop"))
      .map((each) => ({
        group: m.actions,
        label: say(m.stop, { name: each.name }),
        href: `/console/instances/${each.id}?ask=stop`,
        note: each.typeName,
      })),
  ];
}
