"use client";
/** Forgets a region in which nothing was ever launched or priced. */
import { useMessages } from "@/components/i18n/provider";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import type { FleetRegionView } from "@/lib/contracts/fleet";
import { say } from "@/lib/i18n/say";

export function RemoveRegion(props: { region: FleetRegionView; action: FormAction<void> }) {
  const m = useMessages("fleet").remove;
  const { id, name } = props.region;
  return (
    <ConfirmDialog
      button={{ children: m.verb }}
      title={say(m.title, { name })}
      action={props.action}
      fields={{ regionId: id }}
      confirm={m.verb}
      danger
    >
      <p>{m.text}</p>
    </ConfirmDialog>
  );
}
