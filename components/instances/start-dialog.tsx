"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { ButtonSize } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import { RadioCards } from "@/components/ui/radio-cards";
import type { StartQuoteView } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { InstanceActions } from "./actions";

type Props = {
  instance: InstanceView;
  actions: Pick<InstanceActions, "start" | "awaitRoom" | "cancelWait">;
  quote: StartQuoteView | null;
  size?: ButtonSize;
};

/** Starts where there is room: on its disk's host, on another after a copy, or, where there is none, by waiting. */
export function Start(props: Props) {
  return props.quote ? <Offer {...props} quote={props.quote} /> : null;
}

type Quoted = Props & { quote: StartQuoteView };

/** One dialog for all three, so that it stays open, with what was refused, when the offer changes. */
function Offer({ instance, actions, quote, size }: Quoted) {
  const words = useMessages("instancePages").start;
  const price = usePrice(quote);
  const start = useFreshStart(actions.start);
  const [choice, setChoice] = useState("copy");
  const { place } = quote;
  const copies = place === "copy" && choice === "copy";
  const starts = place === "here" || copies;
  const asked = place === "wait" && instance.roomWait !== null && instance.roomWait.noticedAt === null;
  const wait = asked ? actions.cancelWait : actions.awaitRoom;
  const waitVerb = asked ? words.stopWaiting : words.waitVerb;
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary", size }}
      title={say(words.title, { name: instance.name })}
      action={starts ? start : wait}
      fields={{ instanceId: instance.id, priceId: quote.priceId, stopAt: "", copyDisk: `${copies}` }}
      confirm={starts ? `${copies ? words.copyVerb : words.verb} · ${price}/h` : waitVerb}
    >
      {place === "here" ? null : <WhyNotHere instance={instance} quote={quote} />}
      <p>{say(words.price, { price })}</p>
      {place === "copy" ? (
        <RadioCards
          name="choice"
          label={words.choice}
          value={choice}
          onValueChange={setChoice}
          options={[
            { value: "copy", title: words.copy, text: say(words.copyText, quote.copy) },
            { value: "wait", title: words.waitHere, text: words.waitHereText },
          ]}
        />
      ) : null}
      {place === "wait" ? <p>{asked ? words.waiting : words.noneText}</p> : null}
    </ConfirmDialog>
  );
}

function WhyNotHere({ instance, quote }: Pick<Quoted, "instance" | "quote">) {
  const words = useMessages("instancePages").start;
  const names = { type: instance.typeName, region: instance.regionName };
  const room = quote.place === "copy" ? say(words.full, names) : say(words.none, names);
  return <p className="text-attention">{quote.hostAway ? words.hostAway : room}</p>;
}

function usePrice(quote: StartQuoteView): string {
  const { locale } = useReader();
  return formatMicros(BigInt(quote.microsPerHour), { currency: quote.currency, locale });
}

/** After a refusal the offer on the page is out of date: room or price have changed since it was read. */
function useFreshStart(start: FormAction<unknown>): FormAction<unknown> {
  const router = useRouter();
  return async (previous, form) => {
    const answer = await start(previous, form);
    if (!answer.ok) router.refresh();
    return answer;
  };
}
