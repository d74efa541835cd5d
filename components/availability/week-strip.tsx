import type { OfferView } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

const WIDTH = 8;
const GAP = 2;
const HEIGHT = 20;

/** Seven days as seven bars, the least free of each day against what there is; the same as a table for screen readers. */
export function WeekStrip(props: {
  offer: OfferView;
  typeName: string;
  regionName: string;
  words: Messages["site"]["gpus"];
}) {
  const { offer, words } = props;
  const caption = say(words.weekCaption, { type: props.typeName, region: props.regionName });
  const width = offer.week.length * (WIDTH + GAP) - GAP;
  return (
    // Positioned, so that the hidden table does not widen the page.
    <div className="relative shrink-0">
      <svg aria-hidden viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} className="block">
        <title>{caption}</title>
        {offer.week.map((day, index) => (
          <DayBar key={day.day} x={index * (WIDTH + GAP)} least={day.minFree} total={offer.total} />
        ))}
      </svg>
      <table className="sr-only">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.weekDay}</th>
            <th scope="col">{words.weekLeast}</th>
            <th scope="col">{words.weekMost}</th>
          </tr>
        </thead>
        <tbody>
          {offer.week.map((day) => (
            <tr key={day.day}>
              <th scope="row">{day.day}</th>
              <td>{day.minFree ?? words.weekUnknown}</td>
              <td>{day.maxFree ?? words.weekUnknown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayBar(props: { x: number; least: number | null; total: number }) {
  const share = props.least === null || props.total === 0 ? 0 : props.least / props.total;
  const height = props.least === null ? 0 : Math.max(2, Math.round(share * HEIGHT));
  return (
    <>
      <rect x={props.x} y={HEIGHT - 1} width={WIDTH} height={1} className="fill-edge" />
      <rect
        x={props.x}
        y={HEIGHT - height}
        width={WIDTH}
        height={height}
        className={props.least === 0 ? "fill-attention" : "fill-good"}
      />
    </>
  );
}
