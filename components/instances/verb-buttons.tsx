"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import type { ButtonSize } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import { useFormState } from "@/components/ui/form-context";
import { TextField } from "@/components/ui/text-field";
import { Time } from "@/components/ui/time";
import type { StartQuoteView } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { allows } from "@/lib/domain/states";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { InstanceActions } from "./actions";
import { Start } from "./start-dialog";
import { StopTimeDialog } from "./stop-time-dialog";

type Props = {
  instance: InstanceView;
  actions: InstanceActions;
  /** Prices in force for a start; null where a start is not possible. */
  quote: StartQuoteView | null;
  size?: ButtonSize;
};

/** For places that offer a single verb. */
type OneVerb<Verb extends keyof InstanceActions> = Pick<Props, "instance" | "size"> & {
  actions: Pick<InstanceActions, Verb>;
};

/** Every verb that the state allows, each saying first what happens to money, card and disk. */
export function VerbButtons(props: Props) {
  const { state } = props.instance;
  const asked = useSearchParams().get("ask");
  return (
    <>
      {allows(state, "start") ? <Start {...props} /> : null}
      {allows(state, "restart") ? <Restart {...props} /> : null}
      {state === "running" ? <StopTimeDialog {...props} /> : null}
      {allows(state, "rename") ? <Rename {...props} /> : null}
      {allows(state, "stop") ? <Stop {...props} asked={asked === "stop"} /> : null}
      {allows(state, "cancel") ? <Cancel {...props} /> : null}
      {allows(state, "terminate") ? <Terminate {...props} /> : null}
      {allows(state, "retry") ? <TryAgain {...props} /> : null}
      {allows(state, "dismiss") ? <Dismiss {...props} /> : null}
    </>
  );
}

export function Stop({ instance, actions, size, asked }: OneVerb<"stop"> & { asked?: boolean }) {
  const words = useMessages("instancePages").stop;
  const { locale, zone } = useReader();
  const price = (micros: string) => formatMicros(BigInt(micros), { currency: instance.currency, locale });
  const { nextRunPrice, nextDiskPrice } = instance;
  return (
    <ConfirmDialog
      button={{ children: words.verb, size }}
      asked={asked}
      title={say(words.title, { name: instance.name })}
      action={actions.stop}
      fields={{ instanceId: instance.id }}
      confirm={words.verb}
    >
      <p>{words.bill}</p>
      <p>
        {say(words.disk, { price: price(instance.diskMicrosPerHour) })}{" "}
        {nextDiskPrice ? (
          <Rich
            text={words.diskNext}
            values={{
              time: <Time at={nextDiskPrice.at} locale={locale} zone={zone} precision="second" />,
              price: price(nextDiskPrice.microsPerHour),
            }}
          />
        ) : null}
      </p>
      <p>{say(instance.gpuCount > 0 ? words.card : words.room, { disk: instance.diskGib })}</p>
      {nextRunPrice ? (
        <p>
          {say(words.startAgain, {
            price: price(nextRunPrice.microsPerHour),
            now: price(instance.runMicrosPerHour),
          })}
        </p>
      ) : null}
      <p className="text-muted">{words.memory}</p>
      <StillCharging />
    </ConfirmDialog>
  );
}

/** Until the server has the stop, the truth is that it has not happened. */
function StillCharging() {
  const words = useMessages("instancePages").stop;
  const { pending } = useFormState();
  return (
    <p role="status" className="text-attention empty:hidden">
      {pending ? words.pending : ""}
    </p>
  );
}

function Restart({ instance, actions, size }: Props) {
  const words = useMessages("instancePages").restart;
  return (
    <ConfirmDialog
      button={{ children: words.verb, size }}
      title={say(words.title, { name: instance.name })}
      action={actions.restart}
      fields={{ instanceId: instance.id }}
      confirm={words.verb}
    >
      <p>{words.text}</p>
    </ConfirmDialog>
  );
}

function Rename({ instance, actions, size }: Props) {
  const words = useMessages("instancePages").rename;
  return (
    <ConfirmDialog
      button={{ children: words.verb, size }}
      title={say(words.title, { name: instance.name })}
      action={actions.rename}
      fields={{ instanceId: instance.id }}
      confirm={words.save}
    >
      <TextField name="name" label={words.label} defaultValue={instance.name} autoComplete="off" />
    </ConfirmDialog>
  );
}

function Terminate({ instance, actions, size }: Props) {
  const words = useMessages("instancePages").terminate;
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "danger", size }}
      title={say(words.title, { name: instance.name })}
      action={actions.terminate}
      fields={{ instanceId: instance.id }}
      confirm={words.verb}
      typedName={instance.name}
      danger
    >
      <p>{words.bill}</p>
      <p className="font-medium">{words.disk}</p>
      <p>{words.volumes}</p>
      <p className="text-muted">{words.images}</p>
    </ConfirmDialog>
  );
}

export function Cancel({ instance, actions, size }: OneVerb<"cancel">) {
  const words = useMessages("instancePages").cancel;
  const starting = instance.state === "starting";
  return (
    <ConfirmDialog
      button={{ children: words.verb, size }}
      title={say(words.title, { name: instance.name })}
      action={actions.cancel}
      fields={{ instanceId: instance.id }}
      confirm={starting ? words.confirmStarting : words.confirm}
    >
      <p>{starting ? words.textStarting : words.text}</p>
      {instance.moving ? <p>{words.textMoving}</p> : null}
    </ConfirmDialog>
  );
}

function TryAgain({ instance, actions, quote, size }: Props) {
  const words = useMessages("instancePages").tryAgain;
  const { locale } = useReader();
  const router = useRouter();
  // One per dialog: clicking twice launches once.
  const [requestId] = useState(() => crypto.randomUUID());
  if (!quote) return null;
  const price = formatMicros(BigInt(quote.microsPerHour), { currency: quote.currency, locale });
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary", size }}
      title={say(words.title, { name: instance.name })}
      action={actions.tryAgain}
      fields={{ instanceId: instance.id, priceId: quote.priceId, requestId }}
      confirm={`${words.verb} · ${price}/h`}
      onSuccess={() => router.push("/console/instances")}
    >
      <p>{say(words.text, { price })}</p>
    </ConfirmDialog>
  );
}

function Dismiss({ instance, actions, size }: Props) {
  const words = useMessages("instancePages").dismiss;
  return (
    <Form action={actions.dismiss} className="inline-flex">
      <input type="hidden" name="instanceId" value={instance.id} />
      <SubmitButton variant="secondary" size={size}>
        {words.verb}
      </SubmitButton>
    </Form>
  );
}
