"use client";
import { useRouter } from "next/navigation";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextField } from "@/components/ui/text-field";
import { Time } from "@/components/ui/time";
import type { SnapshotView } from "@/lib/contracts/snapshots";
import type { InstanceView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";
import type { KeptActions } from "./actions";
import { useShowKept } from "./use-kept";

type Props = { instance: InstanceView; actions: KeptActions };
type OfOne = Props & { snapshot: SnapshotView };

export function TakeSnapshot({ instance, actions }: Props) {
  const words = useMessages("snapshotPages");
  const show = useShowKept();
  return (
    <ConfirmDialog
      button={{ children: words.take.verb, variant: "primary" }}
      title={say(words.take.title, { name: instance.name })}
      action={actions.takeSnapshot}
      fields={{ instanceId: instance.id }}
      confirm={words.take.verb}
      onSuccess={show}
    >
      <p>{words.take.text}</p>
      <p className="text-muted">{words.take.price}</p>
      <TextField name="name" label={words.nameLabel} autoComplete="off" maxLength={63} />
    </ConfirmDialog>
  );
}

export function RestoreSnapshot({ instance, snapshot, actions }: OfOne) {
  const words = useMessages("snapshotPages");
  const { locale, zone } = useReader();
  const show = useShowKept();
  return (
    <ConfirmDialog
      button={{ children: words.restore.verb, size: "sm" }}
      title={say(words.restore.title, { name: instance.name, snapshot: snapshot.name })}
      action={actions.restoreSnapshot}
      fields={{ snapshotId: snapshot.id }}
      confirm={words.restore.verb}
      typedName={instance.name}
      onSuccess={show}
      danger
    >
      <p className="font-medium">
        <Rich
          text={words.restore.text}
          values={{ time: <Time at={snapshot.createdAt} locale={locale} zone={zone} precision="second" /> }}
        />
      </p>
      <p className="text-muted">{words.restore.more}</p>
    </ConfirmDialog>
  );
}

export function MakeImage({ instance, snapshot, actions }: OfOne) {
  const words = useMessages("snapshotPages");
  const show = useShowKept();
  const router = useRouter();
  return (
    <ConfirmDialog
      button={{ children: words.make.verb, size: "sm" }}
      title={say(words.make.title, { snapshot: snapshot.name })}
      action={actions.makeImage}
      fields={{ snapshotId: snapshot.id }}
      confirm={words.make.verb}
      onSuccess={(kept) => {
        show(kept);
        router.push("/console/images");
      }}
    >
      <p>{say(words.make.text, { region: instance.regionName, gib: instance.diskGib })}</p>
      <p>{words.make.warn}</p>
      <p className="text-muted">{words.make.price}</p>
      <TextField name="name" label={words.nameLabel} autoComplete="off" maxLength={63} />
    </ConfirmDialog>
  );
}

export function DeleteSnapshot({ snapshot, actions }: OfOne) {
  const words = useMessages("snapshotPages");
  const show = useShowKept();
  return (
    <ConfirmDialog
      button={{ children: words.delete.verb, size: "sm" }}
      title={say(words.delete.title, { snapshot: snapshot.name })}
      action={actions.removeSnapshot}
      fields={{ snapshotId: snapshot.id }}
      confirm={words.delete.verb}
      onSuccess={show}
      danger
    >
      <p>{words.delete.text}</p>
    </ConfirmDialog>
  );
}
