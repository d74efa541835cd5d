/** A customer's instances as staff see them: no connection, no secrets. */
import { InstanceStatePill } from "@/components/instances/state-pill";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";

export function AccountInstances(props: {
  instances: readonly InstanceView[];
  locale: string;
  zone: string;
  words: Messages["support"]["overview"];
  states: Messages["instancePages"]["states"];
  reasons: Readonly<Record<string, string>>;
}) {
  const { words: m, locale, zone } = props;
  return (
    <Table
      caption={m.instances}
      rows={props.instances}
      rowKey={(instance) => instance.id}
      empty={<EmptyState title={m.noInstances} />}
      columns={[
        {
          key: "name",
          head: m.instance,
          main: true,
          cell: (instance) => (
            <>
              {instance.name}
              <span className="figures block text-xs font-normal text-muted">{instance.id}</span>
            </>
          ),
        },
        {
          key: "state",
          head: m.state,
          cell: (instance) => (
            <>
              <InstanceStatePill state={instance.state} words={props.states} />
              {instance.stateReason ? (
                <span className="mt-1 block text-muted">
                  {props.reasons[instance.stateReason] ?? instance.stateReason}
                </span>
              ) : null}
            </>
          ),
        },
        {
          key: "since",
          head: m.sinceState,
          cell: (instance) => <Time at={instance.stateSince} locale={locale} zone={zone} />,
        },
        { key: "type", head: m.type, cell: (instance) => instance.typeName },
        { key: "region", head: m.region, cell: (instance) => instance.regionName },
        {
          key: "cost",
          head: m.cost,
          align: "end",
          cell: (instance) => (
            <Money
              ticks={instance.totalCost.accruedTicks}
              currency={instance.currency}
              locale={locale}
              digits={6}
            />
          ),
        },
      ]}
    />
  );
}
