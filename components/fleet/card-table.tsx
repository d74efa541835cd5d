/** The cards of a host: who holds each by our books, and where the cluster disagrees. */
import { Rich } from "@/components/i18n/rich";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FleetCardView, FleetHostView } from "@/lib/contracts/fleet";
import { type Messages, say } from "@/lib/i18n";
import { CardPill } from "./pills";

type Props = { locale: string; zone: string; words: Messages["fleet"] };

export function CardTable(props: Props & { host: FleetHostView }) {
  const { words } = props;
  const m = words.card;
  return (
    <div className="border-t border-line px-4 pb-2 sm:px-0 sm:pb-0 [&_.card]:rounded-none [&_.card]:border-0">
      <Table
        caption={say(m.caption, { host: props.host.name })}
        rows={props.host.cards}
        rowKey={(card) => card.pciAddress}
        columns={[
          {
            key: "pci",
            head: m.pci,
            main: true,
            cell: (card) => <span className="figures font-normal">{card.pciAddress}</span>,
          },
          {
            key: "model",
            head: m.model,
            cell: (card) => (
              <>
                {card.model}
                {card.known ? null : <span className="block text-xs text-attention">{m.unknown}</span>}
              </>
            ),
          },
          { key: "state", head: m.state, cell: (card) => <CardPill state={card.state} words={words} /> },
          { key: "holder", head: m.holder, cell: (card) => <Holder {...props} card={card} /> },
        ]}
      />
    </div>
  );
}

function Holder({ card, locale, zone, words }: Props & { card: FleetCardView }) {
  const m = words.card;
  const theirs = card.heldBy.join(", ");
  if (card.state === "wrong" && card.wrongSince)
    return (
      <span className="text-danger">
        <Rich
          text={m.wrong}
          values={{
            ours: card.instance?.id ?? m.nobody,
            theirs: theirs || m.nobody,
            since: <Time at={card.wrongSince} locale={locale} zone={zone} precision="second" />,
          }}
        />
      </span>
    );
  if (card.instance) {
    const { id, name, accountId } = card.instance;
    return (
      <>
        {accountId ? <TextLink href={`/support/accounts/${accountId}/instances`}>{name}</TextLink> : name}
        <span className="figures block text-xs text-muted">{id}</span>
      </>
    );
  }
  return <span className={theirs ? "figures" : "text-faint"}>{theirs || "–"}</span>;
}
