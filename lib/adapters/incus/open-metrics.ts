import { ComputeError } from "@/lib/ports/compute";

export type MetricSample = { name: string; labels: Record<string, string>; value: number };

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \S+)?$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(,|$)/y;
const escaped: Record<string, string> = { n: "\n" };

/**
 * The samples of the wanted metrics in an OpenMetrics text. Strict: a text without its end, or a wanted line that is not
 * as the format says, is no answer at all. Lines of other metrics are passed over unread, because there are many.
 */
export function readOpenMetrics(text: string, wanted: ReadonlySet<string>): MetricSample[] {
  const samples: MetricSample[] = [];
  let ended = false;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (ended) throw malformed("text after its end", line);
    if (line.startsWith("#")) {
      ended = line === "# EOF";
      continue;
    }
    const end = line.search(/[{ ]/);
    if (!wanted.has(end < 0 ? line : line.slice(0, end))) continue;
    samples.push(readSample(line));
  }
  if (!ended) throw malformed("no end", "");
  return samples;
}

function readSample(line: string): MetricSample {
  const [, name, labels = "", figure = ""] = sampleLine.exec(line) ?? [];
  const value = Number(figure);
  if (name === undefined || figure === "" || Number.isNaN(value)) throw malformed("not a sample", line);
  return { name, labels: readLabels(labels, line), value };
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const [, name, value] = label.exec(text) ?? [];
    if (name === undefined || value === undefined) throw malformed("not labels", line);
    labels[name] = value.replace(/\\(.)/g, (_, sign: string) => escaped[sign] ?? sign);
  }
  return labels;
}

const malformed = (what: string, line: string): ComputeError =>
  new ComputeError("failed", `/1.0/metrics: ${what}: ${line.slice(0, 200)}`, false);
