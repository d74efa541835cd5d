"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Form, type FormAction } from "@/components/ui/form";
import { RadioCards } from "@/components/ui/radio-cards";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { MeterView } from "@/lib/contracts/views";
import type { VolumeRegionView } from "@/lib/contracts/volumes";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { CreateSummary, type VolumeLimits } from "./create-summary";

const FIRST_SIZE = "100";

/** Where, beside what, how large, under which name; the summary says what it costs before the click. */
export function CreateVolumeForm(props: {
  regions: VolumeRegionView[];
  meter: MeterView;
  limits: VolumeLimits;
  create: FormAction<{ id: string }>;
}) {
  const words = useMessages("volumePages").new;
  const { locale } = useReader();
  const router = useRouter();
  // One per opened form: a second click, or a repeated request, finds what the first one made.
  const [requestId] = useState(() => crypto.randomUUID());
  const [regionId, setRegion] = useState(
    (props.regions.find((each) => each.reachable) ?? props.regions[0])?.regionId ?? "",
  );
  const [size, setSize] = useState(FIRST_SIZE);
  const [wanted, setBeside] = useState("");
  const region = props.regions.find((each) => each.regionId === regionId);
  const place = region?.places.find((each) => each.beside === wanted) ?? region?.places[0];
  const gib = /^\d{1,6}$/.test(size) ? Number(size) : null;
  return (
    <Form
      action={props.create}
      onSuccess={(volume) => router.push(`/console/volumes/${volume.id}`)}
      className="lg:grid lg:grid-cols-[1fr_22rem] lg:items-start lg:gap-8"
      aria-label={words.title}
    >
      <div className="flex min-w-0 flex-col gap-7">
        <input type="hidden" name="requestId" value={requestId} />
        <input type="hidden" name="priceId" value={region?.priceId ?? ""} />
        <TextField name="name" label={words.name} autoComplete="off" maxLength={63} />
        <RadioCards
          name="regionId"
          label={words.region}
          columns={3}
          value={regionId}
          onValueChange={setRegion}
          options={props.regions.map((each) => ({
            value: each.regionId,
            title: each.regionName,
            text: each.reachable
              ? say(words.regionPrice, {
                  price: formatMicros(BigInt(each.gibMicrosPerHour), { currency: each.currency, locale }),
                })
              : words.unreachable,
            disabled: !each.reachable,
          }))}
        />
        <SelectField
          name="beside"
          label={words.beside}
          help={words.besideHelp}
          value={place?.beside ?? ""}
          onChange={(event) => setBeside(event.target.value)}
          options={placeOptions(region, words)}
        />
        <TextField
          name="sizeGib"
          label={words.sizeLabel}
          help={words.sizeHelp}
          inputMode="numeric"
          autoComplete="off"
          value={size}
          onChange={(event) => setSize(event.target.value.trim())}
          mono
        />
      </div>
      <CreateSummary
        region={region}
        roomGib={place?.roomGib ?? 0}
        sizeGib={gib}
        meter={props.meter}
        limits={props.limits}
      />
    </Form>
  );
}

function placeOptions(
  region: VolumeRegionView | undefined,
  words: ReturnType<typeof useMessages<"volumePages">>["new"],
) {
  const option = (place: VolumeRegionView["places"][number]) => {
    const label = place.kind === "cpu" ? words.besideCpu : place.label;
    const shown = place.kind === "instance" ? say(words.besideInstance, { name: label }) : label;
    return { value: place.beside, label: say(words.room, { label: shown, gib: place.roomGib }) };
  };
  const places = region?.places ?? [];
  return [
    {
      label: words.besideInstances,
      options: places.filter((each) => each.kind === "instance").map(option),
    },
    { label: words.besideKinds, options: places.filter((each) => each.kind !== "instance").map(option) },
  ].filter((group) => group.options.length > 0);
}
