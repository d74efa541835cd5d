/** The audit log in words: when, who, what, on which thing. */

import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ActivityView } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";

type Words = Messages["activity"];

export function ActivityLog(props: {
  lines: readonly ActivityView[];
  locale: string;
  zone: string;
  words: Words;
  /** The reader is a customer, whose pages show the things. */
  linked?: boolean;
}) {
  const { words: m, locale, zone } = props;
  const actions: Readonly<Record<string, string>> = m.actions;
  return (
    <Table
      caption={m.title}
      testId="activity"
      rows={props.lines}
      rowKey={(line) => line.seq}
      empty={<EmptyState title={m.empty} text={m.emptyText} />}
      columns={[
        {
          key: "when",
          head: m.when,
          cell: (line) => <Time at={line.at} locale={locale} zone={zone} precision="second" />,
        },
        { key: "who", head: m.who, cell: (line) => <Who line={line} words={m} /> },
        {
          key: "what",
          head: m.what,
          main: true,
          cell: (line) => (
            <>
              {actions[line.action] ?? line.action}
              <Detail line={line} words={m} />
            </>
          ),
        },
        {
          key: "on",
          head: m.on,
          cell: (line) => <Target line={line} linked={props.linked ?? false} />,
        },
      ]}
    />
  );
}

function Who({ line, words }: { line: ActivityView; words: Words }) {
  if (line.mode === "system") return <>{words.system}</>;
  const name = line.actorName || words.someone;
  if (line.mode === "own") return <>{name}</>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {name} <Badge tone="info">{words.support}</Badge>
    </span>
  );
}

/** What has a page, by the kind of its id. */
const PLACES: Readonly<Record<string, string>> = {
  ins: "/console/instances",
  vol: "/console/volumes",
  fws: "/console/firewall",
  pay: "/console/billing/payments",
};

function Target({ line, linked }: { line: ActivityView; linked: boolean }) {
  const { targetId, targetName } = line;
  if (targetId === null) return null;
  const id = <span className="figures text-xs wrap-anywhere text-muted">{targetId}</span>;
  const place = PLACES[targetId.slice(0, 3)];
  if (!linked)
    return (
      <>
        {targetName ? <span className="block wrap-anywhere">{targetName}</span> : null}
        {id}
      </>
    );
  // Ids of sessions say nothing to their owner.
  if (!place) return targetName;
  // A payment has no name; what else has none is gone.
  if (targetName === null && !targetId.startsWith("pay")) return id;
  return (
    <TextLink quiet href={`${place}/${targetId}`} prefetch={false}>
      {targetName ?? id}
    </TextLink>
  );
}

/** Names and reasons are for people; ids and codes stay in the export. */
function Detail({ line, words }: { line: ActivityView; words: Words }) {
  const { reason, name } = line.detail;
  const parts = [
    // The name that it had then, where it has another now.
    typeof name === "string" && name !== line.targetName ? name : null,
    typeof reason === "string" ? `${words.acting.reason}: ${reason}` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return <span className="block font-normal text-muted wrap-anywhere">{parts.join(" · ")}</span>;
}
