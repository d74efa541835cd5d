"use client";
/** The ledger as the customer reads it: every movement of credit with the balance after it. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { LedgerLineView } from "@/lib/contracts/views";

export function Statement(props: { lines: readonly LedgerLineView[]; currency: string }) {
  const { currency } = props;
  const words = useMessages("billing");
  const { locale } = useReader();
  const m = words.statement;
  const entries: Readonly<Record<string, string>> = words.entries;
  return (
    <Table
      caption={m.title}
      testId="statement"
      rows={props.lines}
      rowKey={(line) => line.id}
      empty={<EmptyState title={m.empty} text={m.emptyText} />}
      columns={[
        {
          key: "date",
          head: m.date,
          // The books are kept in UTC: usage is entered on its UTC day.
          cell: (line) => (
            <Time at={line.effectiveAt} locale={locale} zone="UTC" precision="second" nameZone={false} />
          ),
        },
        {
          key: "entry",
          head: m.entry,
          main: true,
          cell: (line) => (
            <>
              {entries[line.kind] ?? words.entries.other}
              {line.note ? <span className="block font-normal text-muted">{line.note}</span> : null}
            </>
          ),
        },
        {
          key: "amount",
          head: m.amount,
          align: "end",
          cell: (line) => <Money ticks={line.ticks} currency={currency} locale={locale} digits={6} signed />,
        },
        {
          key: "balance",
          head: m.balance,
          align: "end",
          cell: (line) => <Money ticks={line.balanceTicks} currency={currency} locale={locale} digits={6} />,
        },
      ]}
    />
  );
}
