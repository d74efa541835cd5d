"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import type { RestartResultView } from "@/lib/contracts/instances";
import { say, sayCount } from "@/lib/i18n/say";

/** What became of each instance that was to start again. */
export function RestartResult(props: {
  result: RestartResultView;
  reasons: Readonly<Record<string, string>>;
}) {
  const words = useMessages("instancePages").restartOffer;
  const { locale } = useReader();
  const { started, waiting, refused } = props.result;
  const reasonOf = (code: string) => (code === "room_here" ? words.roomHere : (props.reasons[code] ?? code));
  const lines = [
    ...started.filter((each) => each.copies).map((each) => ({ each, text: say(words.copied, each) })),
    ...waiting.map((each) => ({ each, text: say(words.waits, each) })),
    ...refused.map((each) => ({
      each,
      text: say(words.refused, { name: each.name, reason: reasonOf(each.code) }),
    })),
  ];
  return (
    <Banner
      className="mb-4"
      tone={refused.length > 0 ? "attention" : "good"}
      title={started.length > 0 ? sayCount(locale, words.result, started.length) : words.resultNone}
    >
      {lines.length > 0 ? (
        <ul>
          {lines.map(({ each, text }) => (
            <li key={each.instanceId}>{text}</li>
          ))}
        </ul>
      ) : null}
    </Banner>
  );
}
