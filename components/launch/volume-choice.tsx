"use client";
import { useMessages } from "@/components/i18n/provider";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { VolumeView } from "@/lib/contracts/volumes";
import { say } from "@/lib/i18n/say";
import { CPU_ONLY } from "./options";

/** A volume to have from the start, and where. Absent while the account has none that is free. */
export function VolumeChoice(props: {
  volumes: VolumeView[];
  chosen: VolumeView | undefined;
  onChoose: (volumeId: string) => void;
}) {
  const words = useMessages("volumePages").launch;
  if (props.volumes.length === 0) return null;
  return (
    <div className="grid gap-5 sm:grid-cols-2 sm:items-start">
      <SelectField
        name="volumeId"
        label={words.label}
        help={words.help}
        optional
        placeholder={words.none}
        value={props.chosen?.id ?? ""}
        onChange={(event) => props.onChoose(event.target.value)}
        options={props.volumes.map((each) => ({
          value: each.id,
          label: say(words.option, { name: each.name, gib: each.sizeGib, region: each.regionName }),
        }))}
      />
      {props.chosen ? (
        <TextField
          name="mountPath"
          label={words.path}
          defaultValue="/data"
          autoComplete="off"
          spellCheck={false}
          mono
        />
      ) : null}
    </div>
  );
}

/** The chosen volume is in another region. */
export const elsewhere = (volume: VolumeView | undefined, regionId: string): boolean =>
  volume !== undefined && volume.regionId !== regionId;

/** Types of this choice can run on the chosen volume's host: its own cards, or none at all. */
export const fitsVolume = (volume: VolumeView | undefined, gpuName: string, choiceId: string): boolean =>
  volume === undefined || choiceId === CPU_ONLY || volume.hostGpuName === gpuName;
