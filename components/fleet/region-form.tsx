"use client";
/** A region and its cluster: checked on request, and saved only if what it says is so. */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import type { CheckView, ClusterSource, RegionFormValues, RegionStatus } from "@/lib/contracts/fleet";
import { say } from "@/lib/i18n/say";
import type { SaveRegion } from "./actions";
import { CheckResult } from "./check-result";
import { ClusterFields } from "./cluster-fields";

export function RegionForm(props: {
  mode: "add" | "edit";
  values: RegionFormValues;
  /** The start-up settings name a cluster for this region. */
  inSettings: boolean;
  back: string;
  save: SaveRegion;
}) {
  const m = useMessages("fleet").form;
  const ui = useMessages("ui");
  const router = useRouter();
  const { values, mode } = props;
  const [status, setStatus] = useState<RegionStatus>(values.status);
  const [cluster, setCluster] = useState<ClusterSource>(values.cluster);
  const [check, setCheck] = useState<CheckView | null>(null);
  // What is announced may go on sale; what has been on sale is taken out of it by its own button.
  const statuses: RegionStatus[] = values.status === "announced" ? ["announced", "online"] : [values.status];
  const texts = { announced: m.announcedText, online: m.onlineText, closed: m.closedText };
  const sources: ClusterSource[] = [
    "none",
    ...(props.inSettings ? ["settings" as const] : []),
    "unix",
    "https",
  ];
  const all = useMessages("fleet");

  return (
    <Form
      action={props.save}
      aria-label={mode === "add" ? m.addTitle : say(m.editTitle, { name: values.name })}
      className="max-w-2xl"
      onSuccess={(answer) => {
        if (!answer.saved) return setCheck(answer.check);
        notify.success(say(m.saved, { name: answer.regionId }));
        router.push(`/admin/fleet/${answer.regionId}`);
      }}
    >
      <input type="hidden" name="mode" value={mode} />
      {mode === "edit" ? <input type="hidden" name="regionId" value={values.regionId} /> : null}
      <div className="grid gap-5 sm:grid-cols-2">
        {mode === "add" ? (
          <TextField
            name="regionId"
            label={m.code}
            help={m.codeHelp}
            defaultValue={values.regionId}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            mono
          />
        ) : null}
        <TextField name="name" label={m.name} defaultValue={values.name} autoComplete="off" />
        <TextField
          name="country"
          label={m.country}
          help={m.countryHelp}
          defaultValue={values.country}
          maxLength={2}
          autoComplete="off"
        />
        <TextField name="phase" label={m.phase} defaultValue={values.phase} inputMode="numeric" />
      </div>
      <RadioCards
        name="status"
        label={m.status}
        columns={2}
        value={status}
        onValueChange={(next) => setStatus(statuses.find((each) => each === next) ?? status)}
        options={statuses.map((each) => ({ value: each, title: all.status[each], text: texts[each] }))}
      />
      {status === "announced" ? (
        <TextField
          name="announcedFor"
          label={m.announcedFor}
          help={m.announcedForHelp}
          defaultValue={values.announcedFor}
          autoComplete="off"
        />
      ) : null}
      <RadioCards
        name="cluster"
        label={m.cluster}
        columns={2}
        value={cluster}
        onValueChange={(next) => {
          setCluster(sources.find((each) => each === next) ?? cluster);
          setCheck(null);
        }}
        options={sources.map((each) => ({
          value: each,
          title: m.clusters[each],
          text: m.clusterTexts[each],
        }))}
      />
      {cluster === "unix" || cluster === "https" ? <ClusterFields kind={cluster} values={values} /> : null}
      <p className="text-muted">{m.prices}</p>
      <div aria-live="polite">{check ? <CheckResult check={check} saved={false} /> : null}</div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <ButtonLink href={props.back}>{ui.cancel}</ButtonLink>
        {cluster === "none" ? null : (
          <SubmitButton variant="secondary" name="intent" value="check">
            {m.check}
          </SubmitButton>
        )}
        <SubmitButton name="intent" value="save">
          {values.status === "announced" && status === "online" ? m.join : m.save}
        </SubmitButton>
      </div>
    </Form>
  );
}
