/** What the balance is made of: cash, each grant with its end, and what was used but is not entered yet. */
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { BalanceSheetView } from "@/lib/contracts/billing";
import type { GrantView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { type Messages, say } from "@/lib/i18n";

type Line = { key: string; name: string; note: string | null; ticks: string };
type Reader = { locale: string; zone: string };

export function BalanceSheet(props: { sheet: BalanceSheetView; words: Messages["billing"] } & Reader) {
  const { sheet, locale, zone } = props;
  const m = props.words.sheet;
  const grants = sheet.grants.map((grant) => grantLine(grant, sheet.asOf, m, props));
  const lines: Line[] = [
    ...grants,
    { key: "cash", name: m.cash, note: m.cashNote, ticks: sheet.cashTicks },
    ...(sheet.heldTicks === "0"
      ? []
      : [{ key: "held", name: m.held, note: m.heldNote, ticks: sheet.heldTicks }]),
    { key: "unsettled", name: m.unsettled, note: null, ticks: `${-BigInt(sheet.unsettledTicks)}` },
  ];
  const money = { currency: sheet.currency, locale };
  return (
    <div>
      <Table
        caption={m.title}
        testId="balance-sheet"
        rows={lines}
        rowKey={(line) => line.key}
        columns={[
          {
            key: "source",
            head: m.source,
            main: true,
            cell: (line) => (
              <>
                {line.name}
                {line.note ? <span className="block font-normal text-muted">{line.note}</span> : null}
              </>
            ),
          },
          {
            key: "amount",
            head: m.amount,
            align: "end",
            cell: (line) => <Money {...money} ticks={line.ticks} digits={6} />,
          },
        ]}
        foot={{ source: m.balance, amount: <Money {...money} ticks={sheet.balanceTicks} digits={6} /> }}
      />
      <p className="mt-2 text-xs text-muted">
        {say(m.asOf, { time: "" })}
        <Time at={sheet.asOf} locale={locale} zone={zone} precision="second" />
      </p>
    </div>
  );
}

function grantLine(
  grant: GrantView,
  asOf: string,
  m: Messages["billing"]["sheet"],
  { locale, zone }: Reader,
): Line {
  const date = (at: string) => formatInstant(at, { locale, zone });
  const end = grant.expiresAt ? say(m.grantUntil, { date: date(grant.expiresAt) }) : m.grantForever;
  const later = grant.usableFrom > asOf;
  return {
    key: grant.id,
    name: grant.name,
    note: later ? say(m.grantFrom, { date: date(grant.usableFrom) }) : `${end}. ${m.usedFirst}`,
    ticks: grant.remainingTicks,
  };
}
