"use client";
/** Takes a region out of sale, or puts it back if its cluster passes the join check. */
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DialogButton, useCloseDialog } from "@/components/ui/dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { CheckView, FleetRegionView } from "@/lib/contracts/fleet";
import { say, sayCount } from "@/lib/i18n/say";
import type { SaleActions } from "./actions";
import { CheckResult } from "./check-result";

export function SaleButton(props: { region: FleetRegionView; actions: SaleActions }) {
  const m = useMessages("fleet").sale;
  const { locale } = useReader();
  const { region, actions } = props;
  if (region.status === "announced") return null;
  if (region.status === "online")
    return (
      <ConfirmDialog
        button={{ children: m.close }}
        title={say(m.closeTitle, { name: region.name })}
        action={actions.close}
        fields={{ regionId: region.id }}
        confirm={m.close}
        danger
      >
        <p>{sayCount(locale, m.closeText, region.instances)}</p>
      </ConfirmDialog>
    );
  return (
    <DialogButton
      button={{ children: m.reopen, variant: "primary" }}
      title={say(m.reopenTitle, { name: region.name })}
    >
      <Reopen {...props} />
    </DialogButton>
  );
}

function Reopen({ region, actions }: { region: FleetRegionView; actions: SaleActions }) {
  const m = useMessages("fleet").sale;
  const ui = useMessages("ui");
  const close = useCloseDialog();
  const [check, setCheck] = useState<CheckView | null>(null);
  return (
    <Form
      action={actions.reopen}
      onSuccess={(answer) => {
        if (answer.saved) close();
        else setCheck(answer.check);
      }}
    >
      <input type="hidden" name="regionId" value={region.id} />
      <p>{m.reopenText}</p>
      {check ? <CheckResult check={check} saved={false} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{ui.cancel}</Button>
        <SubmitButton>{m.reopen}</SubmitButton>
      </div>
    </Form>
  );
}
