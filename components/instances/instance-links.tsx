import type { Column } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";

type Use = { instanceId: string; name: string };

/** Which instances use what a row is. */
export function usedByColumn<Row extends { usedBy: readonly Use[] }>(
  head: string,
  none: string,
): Column<Row> {
  return { key: "used", head, cell: (row) => <InstanceLinks instances={row.usedBy} none={none} /> };
}

/** The instances that use something, each with the way to it; `none` when there are none. */
function InstanceLinks(props: { instances: readonly Use[]; none: string }) {
  if (props.instances.length === 0) return <span className="whitespace-nowrap text-faint">{props.none}</span>;
  return (
    <span className="flex flex-wrap gap-x-3">
      {props.instances.map(({ instanceId, name }) => (
        <TextLink quiet key={instanceId} href={`/console/instances/${instanceId}`}>
          {name}
        </TextLink>
      ))}
    </span>
  );
}
