/**
 * Seven days (or any number) as a row of small bars: how much was free at the worst moment of each day. Height repeats
 * the colour, a hatched cell is "not known", and each day is spoken as a list entry.
 */
import { formatDay } from "@/lib/format/datetime";
import { cx } from "./cx";

export function DayStrip(props: {
  /** Spoken name: "Least free per day, A100 in Samara". */
  label: string;
  days: readonly { day: string; least: number | null }[];
  /** The whole that `least` is a part of. */
  total: number;
  locale: string;
  words: { unknown: string; none: string; some: string; plenty: string };
}) {
  return (
    <ol aria-label={props.label} className="flex h-5 items-end gap-[2px]">
      {props.days.map(({ day, least }) => {
        const share = least === null || props.total === 0 ? 0 : Math.min(1, least / props.total);
        const level = least === null ? "unknown" : least === 0 ? "none" : share < 0.25 ? "some" : "plenty";
        const text = `${formatDay(day, props.locale)}: ${least ? `${least}/${props.total} ` : ""}${props.words[level]}`;
        return (
          <li key={day} title={text} className="relative flex h-full w-2 items-end bg-inset">
            <span className="sr-only">{text}</span>
            <span
              aria-hidden
              className={cx(
                "block w-full",
                level === "unknown" &&
                  "h-full bg-[repeating-linear-gradient(135deg,var(--color-line)_0_1px,transparent_1px_3px)]",
                level === "none" && "h-0.5 bg-danger",
                level === "some" && "bg-attention",
                level === "plenty" && "bg-good",
              )}
              style={
                level === "some" || level === "plenty"
                  ? { height: `${Math.max(20, share * 100)}%` }
                  : undefined
              }
            />
          </li>
        );
      })}
    </ol>
  );
}
