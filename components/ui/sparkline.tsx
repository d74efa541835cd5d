/**
 * The course of some values as a line, drawn on the server: load, temperature, a runway that meets zero. `label` says in
 * words what it shows. Values are shares or measurements; amounts of money go through `shareOf` first.
 */
import { scaleLinear } from "@visx/scale";
import { AreaClosed, LinePath } from "@visx/shape";

const WIDTH = 300;
const HEIGHT = 60;

export function Sparkline(props: {
  label: string;
  points: readonly { x: number; y: number }[];
  /** The range of y; from the points if left out. */
  domain?: readonly [number, number] | undefined;
  /** Height in pixels. Default 40. */
  height?: number | undefined;
  /** Paints below the line. */
  filled?: boolean | undefined;
}) {
  const { points } = props;
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = scaleLinear({ domain: [Math.min(...xs), Math.max(...xs)], range: [0, WIDTH] });
  const y = scaleLinear({
    domain: [...(props.domain ?? [Math.min(...ys), Math.max(...ys)])],
    range: [HEIGHT - 1, 1],
  });
  const data = [...points];
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block w-full overflow-visible"
      style={{ height: props.height ?? 40 }}
    >
      <line
        x1="0"
        x2={WIDTH}
        y1={HEIGHT}
        y2={HEIGHT}
        className="stroke-line"
        vectorEffect="non-scaling-stroke"
      />
      {props.filled ? (
        <AreaClosed data={data} x={(p) => x(p.x)} y={(p) => y(p.y)} yScale={y} className="fill-accent-soft" />
      ) : null}
      <LinePath
        data={data}
        x={(p) => x(p.x)}
        y={(p) => y(p.y)}
        className="stroke-series-1"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
