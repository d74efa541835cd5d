"use client";
/** Where a cluster is, which server it is, where its disks are made, and how its machines are reached. */
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextAreaField, TextField } from "@/components/ui/text-field";
import type { RegionFormValues } from "@/lib/contracts/fleet";

const PLAIN = { autoComplete: "off", autoCapitalize: "none", spellCheck: false, mono: true } as const;

export function ClusterFields(props: { kind: "unix" | "https"; values: RegionFormValues }) {
  const m = useMessages("fleet").form;
  const { kind, values } = props;
  const [ssh, setSsh] = useState(values.ssh);
  return (
    <>
      {kind === "unix" ? (
        <TextField
          name="folder"
          label={m.folder}
          help={m.folderHelp}
          defaultValue={values.folder}
          {...PLAIN}
        />
      ) : (
        <>
          <TextField
            name="address"
            label={m.address}
            help={m.addressHelp}
            defaultValue={values.address}
            {...PLAIN}
          />
          <TextAreaField
            name="certificate"
            label={m.certificate}
            help={m.certificateHelp}
            defaultValue={values.certificate}
            rows={2}
            optional
            {...PLAIN}
          />
        </>
      )}
      <TextField
        name="storagePool"
        label={m.pool}
        help={m.poolHelp}
        defaultValue={values.storagePool}
        {...PLAIN}
      />
      <RadioCards
        name="ssh"
        label={m.ssh}
        columns={2}
        value={ssh}
        onValueChange={(next) => setSsh(next === "forward" ? "forward" : "own")}
        options={[
          { value: "own", title: m.sshOwn, text: m.sshOwnText },
          { value: "forward", title: m.sshForward, text: m.sshForwardText },
        ]}
      />
      {ssh === "forward" ? (
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            name="sshHost"
            label={m.sshHost}
            help={m.sshHostHelp}
            defaultValue={values.sshHost}
            {...PLAIN}
          />
          <TextField
            name="sshPorts"
            label={m.sshPorts}
            help={m.sshPortsHelp}
            defaultValue={values.sshPorts}
            {...PLAIN}
          />
        </div>
      ) : null}
    </>
  );
}
