/** Where an axis that begins at zero ends, and its lines: round figures, in powers of ten or of 1024. */
const MANTISSAS = [1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500];

/** Bottom, middle and top. A fixed top is halved; a free one is the next round figure above the values. */
export function axisLines(most: number, top: number | null, base: 1000 | 1024): [number, number, number] {
  const end = top ?? 2 * roundUp(Math.max(most, 1) / 2, base);
  return [0, end / 2, end];
}

function roundUp(value: number, base: 1000 | 1024): number {
  const unit = base ** Math.max(0, Math.floor(Math.log(value) / Math.log(base)));
  const mantissa = MANTISSAS.find((each) => each * unit >= value);
  return mantissa === undefined ? base * unit : mantissa * unit;
}
