import { Rich } from "@/components/i18n/rich";
import { Cents, Money } from "@/components/ui/money";
import { type Column, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { IdleEvidenceView } from "@/lib/contracts/telemetry";
import type { ReceiptView, SegmentView } from "@/lib/contracts/views";
import { formatMicros, ticksToDecimal } from "@/lib/format/money";
import type { Messages } from "@/lib/i18n";
import { say, sayCount } from "@/lib/i18n/say";

type Frame = {
  words: Messages["instancePages"]["runs"];
  evidence: Messages["telemetry"]["evidence"];
  locale: string;
  zone: string;
};

/** The newest run open, older ones folded away. */
export function Receipts({
  receipts,
  csvBase,
  ...frame
}: Frame & { receipts: ReceiptView[]; csvBase: string }) {
  const [newest, ...older] = receipts.map((receipt) => (
    <Receipt key={receipt.runId} receipt={receipt} csvHref={`${csvBase}?run=${receipt.runId}`} {...frame} />
  ));
  if (!newest) return null;
  return (
    <>
      {newest}
      {older.length > 0 ? (
        <details>
          <summary className="mb-3 min-h-6 font-medium">
            {sayCount(frame.locale, frame.words.older, older.length)}
          </summary>
          {older}
        </details>
      ) : null}
    </>
  );
}

/** One run as a bill: its segments, seconds × price = amount, to the tick; the column of cents adds up. */
function Receipt(props: Frame & { receipt: ReceiptView; csvHref: string }) {
  const { receipt, words, locale, zone } = props;
  const { currency } = receipt;
  const time = (at: string) => (
    <Time at={at} locale={locale} zone={zone} precision="second" nameZone={false} />
  );
  const columns: Column<SegmentView>[] = [
    { key: "kind", head: words.segment, main: true, cell: (row) => words.kinds[row.kind] },
    { key: "from", head: words.from, cell: (row) => time(row.from) },
    { key: "to", head: words.to, cell: (row) => (row.to ? time(row.to) : words.open) },
    {
      key: "seconds",
      head: words.seconds,
      align: "end",
      cell: (row) => BigInt(row.seconds).toLocaleString(locale),
    },
    {
      key: "price",
      head: words.price,
      align: "end",
      cell: (row) => formatMicros(BigInt(row.microsPerHour), { currency, locale }),
    },
    {
      key: "exact",
      head: words.exact,
      align: "end",
      wideOnly: true,
      cell: (row) => <span data-ticks={row.ticks}>{ticksToDecimal(BigInt(row.ticks))}</span>,
    },
    {
      key: "amount",
      head: words.amount,
      align: "end",
      cell: (row) => <Cents cents={row.cents} currency={currency} locale={locale} />,
    },
  ];
  return (
    <article
      aria-label={say(words.run, { time: receipt.from })}
      data-testid="receipt"
      data-run={receipt.runId}
      className="mb-6"
    >
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-2">
        <h3 className="font-medium">{time(receipt.from)}</h3>
        <a href={props.csvHref} download className="font-medium text-accent underline underline-offset-3">
          {words.csv}
        </a>
      </div>
      <Table
        caption={words.title}
        columns={columns}
        rows={receipt.segments}
        rowKey={(row) => `${row.kind}-${row.from}`}
        foot={{
          kind: words.sum,
          seconds: BigInt(receipt.totalSeconds).toLocaleString(locale),
          exact: ticksToDecimal(BigInt(receipt.totalTicks)),
          amount: (
            <Money ticks={receipt.totalTicks} currency={currency} locale={locale} testId="receipt-total" />
          ),
        }}
      />
      {receipt.credits.map((credit) => (
        <p key={credit.reason + credit.ticks} className="mt-2 text-muted">
          {words.credit}: <Money ticks={credit.ticks} currency={currency} locale={locale} digits={6} />
        </p>
      ))}
      {receipt.idleStop ? <Evidence found={receipt.idleStop} {...props} /> : null}
    </article>
  );
}

/** Why it was stopped as idle: what was measured, over which time. */
function Evidence({ found, evidence, locale, zone }: Frame & { found: IdleEvidenceView }) {
  const time = (at: string) => (
    <Time at={at} locale={locale} zone={zone} precision="second" nameZone={false} />
  );
  const percent = (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 1 });
  return (
    <div className="mt-3 border-l-2 border-line pl-3" data-testid="idle-evidence">
      <h4 className="font-medium">{evidence.title}</h4>
      <p className="max-w-text text-muted">
        <Rich
          text={evidence.text}
          values={{
            from: time(found.from),
            to: time(found.to),
            threshold: found.thresholdPercent,
            average: percent(found.averagePercent),
            maximum: percent(found.maximumPercent),
            readings: found.readings,
            possible: found.readingsPossible,
          }}
        />
      </p>
    </div>
  );
}
