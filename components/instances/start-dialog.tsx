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
  const { quote, instance } = props;
  if (!quote) return null;
  if (quote.place === "here") return <StartHere {...props} quote={quote} />;
  if (quote.place === "copy") return <StartElsewhere {...props} quote={quote} />;
  const asked = instance.roomWait !== null && instance.roomWait.noticedAt === null;
  return <Wait {...props} quote={quote} asked={asked} />;
}

type Quoted = Props & { quote: StartQuoteView };

function StartHere({ instance, actions, quote, size }: Quoted) {
  const words = useMessages("instancePages").start;
  const price = usePrice(quote);
  const start = useFreshStart(actions.start);
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary", size }}
      title={say(words.title, { name: instance.name })}
      action={start}
      fields={{ instanceId: instance.id, priceId: quote.priceId, stopAt: "" }}
      confirm={`${words.verb} · ${price}/h`}
    >
      <p>{say(words.price, { price })}</p>
    </ConfirmDialog>
  );
}

function StartElsewhere({ instance, actions, quote, size }: Quoted) {
  const words = useMessages("instancePages").start;
  const price = usePrice(quote);
  const start = useFreshStart(actions.start);
  const [choice, setChoice] = useState("copy");
  const copies = choice === "copy";
  const gib = quote.copy.gib;
  const minutes = quote.copy.minutes;
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary", size }}
      title={say(words.title, { name: instance.name })}
      action={copies ? start : actions.awaitRoom}
      fields={{ instanceId: instance.id, priceId: quote.priceId, stopAt: "", copyDisk: "true" }}
      confirm={copies ? `${words.copyVerb} · ${price}/h` : words.waitVerb}
    >
      <p className="text-attention">
        {say(words.full, { type: instance.typeName, region: instance.regionName })}
      </p>
      <p>{say(words.price, { price })}</p>
      <RadioCards
        name="choice"
        label={words.choice}
        value={choice}
        onValueChange={setChoice}
        options={[
          { value: "copy", title: words.copy, text: say(words.copyText, { gib, minutes }) },
          { value: "wait", title: words.waitHere, text: words.waitHereText },
        ]}
      />
    </ConfirmDialog>
  );
}

/** Nothing can start now: asking to be told when it can, or taking that back. */
function Wait({ instance, actions, quote, size, asked }: Quoted & { asked: boolean }) {
  const words = useMessages("instancePages").start;
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary", size }}
      title={say(words.title, { name: instance.name })}
      action={asked ? actions.cancelWait : actions.awaitRoom}
      fields={{ instanceId: instance.id }}
      confirm={asked ? words.stopWaiting : words.waitVerb}
    >
      <WhyNot instance={instance} quote={quote} />
      <p>{asked ? words.waiting : words.noneText}</p>
    </ConfirmDialog>
  );
}

function WhyNot({ instance, quote }: Pick<Quoted, "instance" | "quote">) {
  const words = useMessages("instancePages").start;
  const { typeName: type, regionName: region } = instance;
  return (
    <p className="text-attention">{quote.hostAway ? words.hostAway : say(words.none, { type, region })}</p>
  );
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
