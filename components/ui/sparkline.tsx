/** A line without axes, drawn on the server: the course of something at a glance. Its words belong beside it. */
const WIDTH = 240;
const HEIGHT = 40;
/** More cannot be told apart. */
const MOST_POINTS = 120;

export function Sparkline(props: {
  /** Epoch seconds. */
  at: readonly number[];
  values: readonly (number | null)[];
  from: number;
  to: number;
  /** The value at the upper edge; null: the largest. */
  top: number | null;
  /** Colour comes from the text's. */
  className?: string | undefined;
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={props.className}
    >
      <path
        d={path(props)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

type Shape = {
  at: readonly number[];
  values: readonly (number | null)[];
  from: number;
  to: number;
  top: number | null;
};

/** Averages of equal stretches of time; a stretch without a value breaks the line. */
function path({ at, values, from, to, top }: Shape): string {
  const length = (to - from) / MOST_POINTS;
  const sums = Array.from({ length: MOST_POINTS }, () => ({ sum: 0, count: 0 }));
  for (const [index, second] of at.entries()) {
    const value = values[index];
    const stretch = sums[Math.min(MOST_POINTS - 1, Math.floor((second - from) / length))];
    if (value === null || value === undefined || !stretch) continue;
    stretch.sum += value;
    stretch.count += 1;
  }
  const points = sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
  const most = top ?? Math.max(1, ...points.map((point) => point ?? 0));
  let drawing = false;
  let text = "";
  for (const [index, point] of points.entries()) {
    if (point === null) {
      drawing = false;
      continue;
    }
    const x = ((index + 0.5) / MOST_POINTS) * WIDTH;
    const y = HEIGHT - 1 - (point / most) * (HEIGHT - 2);
    text += `${drawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  }
  return text;
}
