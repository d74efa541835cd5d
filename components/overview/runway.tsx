/**
 * The balance as a line that meets zero: drawn to the end, with a step where promotional credit starts or expires, and
 * what lies on the way in the table beneath. Amounts become shares only to be drawn.
 */
import { scaleLinear } from "@visx/scale";
import { AreaClosed, LinePath } from "@visx/shape";
import type { RunwayView } from "@/lib/contracts/overview";
import { formatInstant } from "@/lib/format/datetime";
import { formatTicks } from "@/lib/format/money";
import { shareOf } from "@/lib/format/share";
import { type Messages, say } from "@/lib/i18n";
import { markText } from "./runway-mark";
import { RunwayMarks } from "./runway-marks";

const WIDTH = 600;
const HEIGHT = 140;

export function Runway(props: {
  line: RunwayView;
  words: Messages["overview"];
  showTable: string;
  locale: string;
  zone: string;
}) {
  const { line, words: m, locale, zone } = props;
  const start = line.points[0];
  const end = line.points.at(-1);
  if (!start || !end) return null;
  const first = Date.parse(start.at);
  const last = Date.parse(end.at);
  const top = line.points.reduce((most, { balanceTicks }) => larger(most, BigInt(balanceTicks)), 0n);
  const x = scaleLinear({ domain: [first, last], range: [0, WIDTH] });
  const y = scaleLinear({ domain: [0, 1], range: [HEIGHT - 1, 6] });
  const data = line.points.map((point) => ({
    x: x(Date.parse(point.at)),
    y: y(shareOf(BigInt(point.balanceTicks), top)),
  }));
  const money = { currency: line.currency, locale };
  const instant = (at: string) => formatInstant(at, { locale, zone });
  const picture = say(m.runwayPicture, {
    now: formatTicks(BigInt(start.balanceTicks), money),
    end: instant(end.at),
  });
  return (
    <figure>
      <div aria-hidden className="figures mb-1 text-xs text-faint">
        {formatTicks(top, money)}
      </div>
      <svg
        role="img"
        aria-label={picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block w-full overflow-visible"
        style={{ height: HEIGHT }}
      >
        <AreaClosed data={data} x={(p) => p.x} y={(p) => p.y} yScale={y} className="fill-accent-soft" />
        {line.marks.map((mark) =>
          mark.kind !== "now" && mark.kind !== "end" ? (
            <line
              key={`${mark.kind} ${mark.at}`}
              x1={x(Date.parse(mark.at))}
              x2={x(Date.parse(mark.at))}
              y1={mark.kind === "warning" ? HEIGHT - 14 : 6}
              y2={HEIGHT}
              className={mark.kind === "warning" ? "stroke-attention" : "stroke-edge"}
              strokeDasharray={mark.kind === "warning" ? undefined : "2 3"}
              vectorEffect="non-scaling-stroke"
            >
              <title>{`${markText(mark, end.at, m, locale)}: ${instant(mark.at)}`}</title>
            </line>
          ) : null,
        )}
        <line
          x1="0"
          x2={WIDTH}
          y1={HEIGHT - 0.5}
          y2={HEIGHT - 0.5}
          className="stroke-edge"
          vectorEffect="non-scaling-stroke"
        />
        <LinePath
          data={data}
          x={(p) => p.x}
          y={(p) => p.y}
          className="stroke-series-1"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <div aria-hidden className="mt-1 flex justify-between gap-4 text-xs text-faint">
        <span>{m.now}</span>
        <span className="tabular-nums">{instant(end.at)}</span>
      </div>
      <figcaption className="mt-2">
        <details>
          <summary className="min-h-6 py-1 font-medium text-muted">{props.showTable}</summary>
          <div className="mt-2">
            <RunwayMarks line={line} end={end.at} />
          </div>
        </details>
      </figcaption>
    </figure>
  );
}

const larger = (a: bigint, b: bigint) => (b > a ? b : a);
