/** A small table on standard output: the first column to the left, figures to the right. */
export function table(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("   ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("───");
  process.stdout.write(`\n${[title, "", line(header), rule, ...rows.map(line)].join("\n")}\n`);
}

export const note = (text: string): void => void process.stdout.write(`${text}\n`);

export const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor((figures.length - 1) / 2)] ?? Number.NaN;

export const whole = (figure: number): string => Math.round(figure).toLocaleString("en").replaceAll(",", " ");
export const ratio = (figure: number): string => `${figure.toFixed(2)} ×`;
export const milliseconds = (figure: number): string => `${figure.toFixed(figure < 10 ? 1 : 0)} ms`;
