/** How much of a log is kept: the end of it. */
export const LOG_KEPT = 64 * 1024;

// The escape sequences of a terminal: CSI, OSC (with its end), and the short ones.
const esc = "\\u001b";
const sequences = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${esc}]*(?:\\u0007|${esc}\\\\)?|[ -/]*[0-~])`,
  "g",
);
const isShown = (character: string) =>
  character >= " " ? character !== "\u007f" : "\t\n".includes(character);

/** A log as text to read: without colours and cursor movements, a line that was overwritten only as it was last. */
export function plainLog(text: string): string {
  return text
    .replace(sequences, "")
    .split("\n")
    .map(lastWritten)
    .join("\n")
    .replace(/\p{Cc}/gu, (character) => (isShown(character) ? character : ""));
}

function lastWritten(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end -= 1;
  return line.slice(end === 0 ? 0 : line.lastIndexOf("\r", end - 1) + 1, end);
}

/**
 * A log that is known up to somewhere, and what its source has left, which may begin before that, at its very beginning,
 * or after it. Where the two overlap by a line at least, they are the same text.
 */
export function joinedLog(known: string, left: string): string {
  const least = left.indexOf("\n") + 1 || left.length;
  for (let length = Math.min(known.length, left.length); length >= Math.max(least, 1); length -= 1)
    if (known.endsWith(left.slice(0, length))) return known + left.slice(length);
  return known + left;
}

/** What is kept of a log when more of it came: the last part, from a whole line on where something was cut. */
export function keptLog(text: string): string {
  // Postgres has no NUL in text.
  const clean = text.replaceAll("\u0000", "");
  if (clean.length <= LOG_KEPT) return clean;
  const end = clean.slice(-LOG_KEPT);
  return end.slice(end.indexOf("\n") + 1);
}
