import type { RunwayView } from "@/lib/contracts/overview";
import { formatDuration } from "@/lib/format/duration";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

/** What happens at a point on the way to zero, in words. */
export function markText(
  mark: RunwayView["marks"][number],
  end: string,
  m: Messages["overview"],
  locale: string,
): string {
  if (mark.kind !== "warning") return m.marks[mark.kind];
  const seconds = (Date.parse(end) - Date.parse(mark.at)) / 1000;
  return say(m.marks.warning, { duration: formatDuration(seconds, { locale, display: "long" }) });
}
