"use client";
/** Which month is shown: a list and two steps. Works as a plain form before JavaScript. */
import { useRouter } from "next/navigation";
import { useReader } from "@/components/i18n/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n";
import { monthAfter, monthName, monthsBetween } from "./months";

export function MonthPicker(props: {
  month: string;
  first: string;
  last: string;
  words: Messages["billing"]["usage"];
}) {
  const { month, first, last, words: m } = props;
  const { locale } = useReader();
  const router = useRouter();
  const known = monthsBetween(first, last);
  const months = known.includes(month) ? known : [month, ...known];
  const at = (which: string) => `/console/usage?month=${which}`;
  return (
    <form action="/console/usage" className="flex flex-wrap items-center gap-2">
      {month > first ? (
        <ButtonLink href={at(monthAfter(month, -1))} size="sm" aria-label={m.earlier}>
          ‹
        </ButtonLink>
      ) : null}
      <label className="flex items-center gap-2">
        <span className="sr-only">{m.month}</span>
        <select
          key={month}
          name="month"
          defaultValue={month}
          onChange={(event) => router.push(at(event.target.value))}
          className="control w-auto!"
        >
          {months.map((each) => (
            <option key={each} value={each}>
              {monthName(each, locale)}
            </option>
          ))}
        </select>
      </label>
      {month < last ? (
        <ButtonLink href={at(monthAfter(month, 1))} size="sm" aria-label={m.later}>
          ›
        </ButtonLink>
      ) : null}
      <noscript>
        <Button type="submit" size="sm">
          {m.month}
        </Button>
      </noscript>
    </form>
  );
}
