"use client";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { SelectField } from "@/components/ui/select-field";
import type { IdleStopView } from "@/lib/contracts/telemetry";
import { noticeSeconds } from "@/lib/domain/telemetry/idle-stop";
import { formatDuration } from "@/lib/format/duration";
import { say } from "@/lib/i18n/say";
import { minutesText } from "./idle-words";

const MINUTES = [5, 15, 30, 60, 120, 240, 480, 720];
const PERCENTS = [1, 2, 5, 10, 20, 30, 50];
const USUAL_PERCENT = 5;

/** After how long, and under which load. Off until a time is chosen. */
export function IdleStopFields(props: { rule: IdleStopView | null; hasCards: boolean }) {
  const words = useMessages("telemetry").idle;
  const { locale } = useReader();
  const [minutes, setMinutes] = useState(`${props.rule?.minutes ?? ""}`);
  const percent = props.rule?.thresholdPercent ?? USUAL_PERCENT;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField
        name="idleStopMinutes"
        label={words.after}
        optional={false}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
        placeholder={words.never}
        options={withOwn(MINUTES, props.rule?.minutes).map((each) => ({
          value: `${each}`,
          label: minutesText(each, words, locale),
        }))}
      />
      <SelectField
        name="idleStopPercent"
        label={props.hasCards ? words.under : words.underCpu}
        defaultValue={`${percent}`}
        disabled={minutes === ""}
        options={withOwn(PERCENTS, percent).map((each) => ({
          value: `${each}`,
          label: say(words.percentOption, { value: each }),
        }))}
      />
      {minutes === "" ? null : (
        <p className="text-muted sm:col-span-2">
          {say(words.help, {
            notice: formatDuration(noticeSeconds({ minutes: Number(minutes), thresholdPercent: percent }), {
              locale,
              display: "long",
            }),
          })}{" "}
          {words.bill}
        </p>
      )}
    </div>
  );
}

/** A value that a program has set may be none of ours. */
const withOwn = (choices: readonly number[], own: number | undefined): number[] =>
  own === undefined ? [...choices] : [...new Set([...choices, own])].sort((a, b) => a - b);
