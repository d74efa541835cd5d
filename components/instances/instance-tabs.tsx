/** The parts of an instance's page. Each is a folder under the instance's address; the overview is the address itself. */
import { LinkTabs } from "@/components/ui/link-tabs";
import type { Messages } from "@/lib/i18n";

type Words = Messages["instancePages"]["tabs"];

const TABS = [
  { segment: "", label: "overview" },
  { segment: "terminal", label: "terminal" },
  { segment: "logs", label: "logs" },
  { segment: "metrics", label: "metrics" },
  { segment: "volumes", label: "volumes" },
  { segment: "snapshots", label: "snapshots" },
  { segment: "firewall", label: "firewall" },
] as const satisfies readonly {
  segment: string;
  label: Exclude<keyof Words, "label">;
}[];

export function InstanceTabs(props: { instanceId: string; words: Words }) {
  const { instanceId, words } = props;
  const at = (segment: string) => `/console/instances/${instanceId}${segment && `/${segment}`}`;
  return (
    <LinkTabs
      label={words.label}
      tabs={TABS.map(({ segment, label }) => ({ href: at(segment), label: words[label] }))}
    />
  );
}
