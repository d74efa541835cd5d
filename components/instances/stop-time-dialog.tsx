"use client";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { ButtonSize } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useFormField } from "@/components/ui/form-context";
import { TextField } from "@/components/ui/text-field";
import type { InstanceView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { say } from "@/lib/i18n/say";
import type { InstanceActions } from "./actions";
import { instantOfLocal, localOfInstant, useBrowserZone } from "./local-time";

/** Sets, moves or clears the second at which the run ends by itself. */
export function StopTimeDialog(props: {
  instance: InstanceView;
  actions: InstanceActions;
  size?: ButtonSize;
}) {
  const words = useMessages("instancePages").stopTime;
  return (
    <ConfirmDialog
      button={{ children: words.verb, size: props.size }}
      title={say(words.title, { name: props.instance.name })}
      action={props.actions.setStopTime}
      fields={{ instanceId: props.instance.id }}
      confirm={words.save}
    >
      <StopTimeField
        name="stopAt"
        label={words.label}
        help={say(words.help, { zone: useBrowserZone() })}
        initial={props.instance.stopAt}
      />
    </ConfirmDialog>
  );
}

/** A local date and time; what is sent is the instant, and the same instant in UTC is shown under it. */
export function StopTimeField(props: {
  name: string;
  label: string;
  help: string;
  initial: string | null;
  onChange?: (instant: string | null) => void;
}) {
  const words = useMessages("launch");
  const { locale } = useReader();
  const [local, setLocal] = useState(() => localOfInstant(props.initial));
  const instant = instantOfLocal(local);
  const { error } = useFormField(props.name);
  return (
    <>
      <input type="hidden" name={props.name} value={instant ?? ""} />
      <TextField
        // The instant carries the field's name; this one only helps to type it.
        name={`${props.name}Local`}
        type="datetime-local"
        step={60}
        label={props.label}
        optional
        error={error}
        value={local}
        onChange={(event) => {
          setLocal(event.target.value);
          props.onChange?.(instantOfLocal(event.target.value));
        }}
        help={
          <>
            {props.help}
            {instant ? (
              <span className="block figures">
                {say(words.stopTimeUtc, {
                  time: formatInstant(instant, { locale, zone: "UTC", precision: "minute" }),
                })}
              </span>
            ) : null}
          </>
        }
      />
    </>
  );
}
