"use client";
/** Where a cluster is, which server it is, where its disks are made, and how its machines are reached. */
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextAreaField, TextField } from "@/components/ui/text-field";
import type { RegionFormValues } from "@/lib/contracts/fleet";

/** The text fields by the form's names, and what the words call each. */
const WORDS = {
  folder: "folder",
  address: "address",
  certificate: "certificate",
  storagePool: "pool",
  sshHost: "sshHost",
  sshPorts: "sshPorts",
} as const;

export function ClusterFields(props: { kind: "unix" | "https"; values: RegionFormValues }) {
  const m = useMessages("fleet").form;
  const { kind, values } = props;
  const [ssh, setSsh] = useState(values.ssh);
  const field = (name: keyof typeof WORDS) => ({
    ...{ name, label: m[WORDS[name]], help: m[`${WORDS[name]}Help`], defaultValue: values[name] },
    ...{ autoComplete: "off", autoCapitalize: "none", spellCheck: false, mono: true },
  });
  return (
    <>
      {kind === "unix" ? (
        <TextField {...field("folder")} />
      ) : (
        <>
          <TextField {...field("address")} />
          <TextAreaField {...field("certificate")} rows={2} optional />
        </>
      )}
      <TextField {...field("storagePool")} />
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
          <TextField {...field("sshHost")} />
          <TextField {...field("sshPorts")} />
        </div>
      ) : null}
    </>
  );
}
