/** The audit log in words: when, who, what, on which thing. */

import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ActivityView } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";

type Words = Messages["activity"];

export function ActivityLog(props: {
  lines: readonly ActivityView[];
  locale: string;
  zone: string;
  words: Words;
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
              <Detail detail={line.detail} words={m} />
            </>
          ),
        },
        {
          key: "on",
          head: m.on,
          cell: (line) => <span className="figures text-muted wrap-anywhere">{line.targetId ?? ""}</span>,
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

/** Names and reasons are for people; ids and codes stay in the export. */
function Detail({ detail, words }: { detail: ActivityView["detail"]; words: Words }) {
  const { reason, name } = detail;
  const parts = [
    typeof name === "string" ? name : null,
    typeof reason === "string" ? `${words.acting.reason}: ${reason}` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return <span className="block font-normal text-muted wrap-anywhere">{parts.join(" · ")}</span>;
}
