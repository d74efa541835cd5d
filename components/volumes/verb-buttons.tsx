"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { ButtonSize } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DialogButton } from "@/components/ui/dialog";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import type { AttachCandidateView, VolumeView } from "@/lib/contracts/volumes";
import { mayDismiss } from "@/lib/domain/volume-states";
import { say, sayCount } from "@/lib/i18n/say";
import type { VolumeActions } from "./actions";
import { spans } from "./price";

type Props = { volume: VolumeView; actions: VolumeActions; candidates: AttachCandidateView[] };

/** Every verb that the state allows, each saying first what happens to the data and to the bill. */
export function VolumeVerbs(props: Props) {
  const { state } = props.volume;
  const free = state === "available";
  return (
    <>
      {free ? <Attach {...props} /> : null}
      {state === "attached" || state === "attaching" ? <Detach {...props} /> : null}
      {free || state === "attached" ? <Grow {...props} /> : null}
      {free || state === "resizing" || state === "creating" ? <Delete {...props} /> : null}
      <PutAway volume={props.volume} action={props.actions.dismiss} />
    </>
  );
}

/** Takes what failed or was lost out of the lists, once its owner has read why. */
export function PutAway(props: { volume: VolumeView; action: FormAction<unknown>; size?: ButtonSize }) {
  const words = useMessages("volumePages");
  const router = useRouter();
  if (!mayDismiss(props.volume.state)) return null;
  return (
    <Form action={props.action} onSuccess={() => router.push("/console/volumes")}>
      <input type="hidden" name="volumeId" value={props.volume.id} />
      <SubmitButton variant="secondary" size={props.size}>
        {words.dismiss}
      </SubmitButton>
    </Form>
  );
}

function Attach({ volume, actions, candidates }: Props) {
  const words = useMessages("volumePages").attach;
  const fitting = candidates.filter((each) => each.fit === "fits");
  if (fitting.length === 0)
    return (
      <DialogButton
        button={{ children: words.verb, variant: "primary" }}
        title={say(words.title, { name: volume.name })}
      >
        <p>{words.nothing}</p>
        <p className="mt-3">
          <TextLink href={`/console/launch?volume=${volume.id}`}>{words.launch}</TextLink>
        </p>
      </DialogButton>
    );
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "primary" }}
      title={say(words.title, { name: volume.name })}
      action={actions.attach}
      fields={{ volumeId: volume.id }}
      confirm={words.verb}
    >
      <p>{words.text}</p>
      <SelectField
        name="instanceId"
        label={words.instance}
        options={candidates.map((each) => ({
          value: each.instanceId,
          disabled: each.fit !== "fits",
          label:
            each.fit === "fits"
              ? each.name
              : say(each.fit === "busy" ? words.busy : words.elsewhere, { name: each.name }),
        }))}
        defaultValue={fitting[0]?.instanceId}
      />
      <TextField
        name="mountPath"
        label={words.path}
        help={words.pathHelp}
        defaultValue="/data"
        autoComplete="off"
        spellCheck={false}
        mono
      />
    </ConfirmDialog>
  );
}

export function Detach({
  volume,
  actions,
  size,
}: Pick<Props, "volume"> & { actions: Pick<VolumeActions, "detach">; size?: ButtonSize }) {
  const words = useMessages("volumePages").detach;
  const instance = volume.attachment?.instanceName ?? "";
  return (
    <ConfirmDialog
      button={{ children: words.verb, size }}
      title={say(words.title, { name: volume.name, instance })}
      action={actions.detach}
      fields={{ volumeId: volume.id }}
      confirm={words.verb}
    >
      <p>{words.text}</p>
    </ConfirmDialog>
  );
}

function Grow({ volume, actions }: Props) {
  const words = useMessages("volumePages").grow;
  const { locale } = useReader();
  const [size, setSize] = useState(`${volume.sizeGib * 2}`);
  const money = { currency: volume.currency, locale };
  const valid = /^\d{1,6}$/.test(size) && Number(size) > volume.sizeGib;
  const then = valid ? spans(BigInt(size) * BigInt(volume.gibMicrosPerHour), money) : null;
  return (
    <ConfirmDialog
      button={{ children: words.verb }}
      title={say(words.title, { name: volume.name })}
      action={actions.grow}
      fields={{ volumeId: volume.id }}
      confirm={then ? say(words.confirmPrice, { price: then.month }) : words.confirm}
    >
      <TextField
        name="sizeGib"
        label={words.label}
        help={say(words.help, { gib: volume.sizeGib })}
        inputMode="numeric"
        value={size}
        onChange={(event) => setSize(event.target.value.trim())}
        autoComplete="off"
        mono
      />
      <p className="text-muted">
        {say(words.now, { month: spans(BigInt(volume.microsPerHour), money).month })}
      </p>
      <p aria-live="polite" data-testid="new-price">
        {then ? say(words.price, { month: then.month, second: then.second }) : null}
      </p>
    </ConfirmDialog>
  );
}

function Delete({ volume, actions }: Props) {
  const words = useMessages("volumePages").delete;
  const { locale } = useReader();
  const snapshots = volume.snapshots.filter((each) => each.state !== "failed").length;
  return (
    <ConfirmDialog
      button={{ children: words.verb, variant: "danger" }}
      title={say(words.title, { name: volume.name })}
      action={actions.remove}
      fields={{ volumeId: volume.id }}
      confirm={words.verb}
      typedName={volume.name}
      danger
    >
      <p>{words.bill}</p>
      <p className="font-medium">{words.lost}</p>
      {snapshots > 0 ? (
        <p className="font-medium">{sayCount(locale, words.lostSnapshots, snapshots)}</p>
      ) : null}
    </ConfirmDialog>
  );
}
