"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { SetChoice } from "@/components/firewall/set-choice";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useBrowserZone } from "@/components/instances/local-time";
import { StopTimeField } from "@/components/instances/stop-time-dialog";
import { IdleStopFields } from "@/components/metrics/idle-stop-fields";
import { AddKeyForm } from "@/components/ssh-keys/add-key-form";
import { GenerateKey } from "@/components/ssh-keys/generate-key";
import { Dialog } from "@/components/ui/dialog";
import { Form, type FormAction } from "@/components/ui/form";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextField } from "@/components/ui/text-field";
import { useSecond } from "@/components/ui/use-second";
import type { FirewallSetView } from "@/lib/contracts/firewall";
import type { AvailabilityView, ImageChoicesView, MeterView, SshKeyView } from "@/lib/contracts/views";
import type { VolumeView } from "@/lib/contracts/volumes";
import { formatMicros } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { ImageChoice } from "./image-choice";
import { chosenImage, imagesAt } from "./images";
import { KeyChoice } from "./key-choice";
import { choiceInRegion, gpuChoices, gpuIdOf } from "./options";
import { LaunchProblems, type Limits } from "./problems";
import { ScriptField } from "./script-field";
import { LaunchSummary } from "./summary";
import { elsewhere, fitsVolume, VolumeChoice } from "./volume-choice";

type Props = {
  view: AvailabilityView;
  meter: MeterView;
  choices: ImageChoicesView;
  keys: SshKeyView[];
  limits: Limits;
  /** Those that are free to be taken along. */
  volumes: VolumeView[];
  firewallSets: FirewallSetView[];
  suggestedName: string;
  /** From the address: what a visitor had chosen. */
  preset: Partial<Record<"type" | "region" | "image" | "volume", string | undefined>>;
  launch: FormAction<{ id: string }>;
  addKey: FormAction<unknown>;
};

/** Region → GPU → size → image → key → options; the summary stands beside it and says what would be refused. */
export function LaunchForm(props: Props) {
  const words = useMessages("launch");
  const firewallWords = useMessages("firewallPages").launch;
  const volumeWords = useMessages("volumePages").launch;
  const { locale } = useReader();
  const router = useRouter();
  const { view, meter } = props;
  const nowSecond = BigInt(useSecond(meter.serverNowMs));
  // One per opened form: a second click, or a repeated request, finds what the first one made.
  const [requestId] = useState(() => crypto.randomUUID());
  const [adding, setAdding] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const [stopAt, setStopAt] = useState<string | null>(null);

  const choices = gpuChoices(view, words.cpuOnly);
  const online = view.regions.filter((region) => region.status === "online" && region.reachable);
  const preset = online.find((region) => region.id === props.preset.region)?.id;
  const presetType = view.types.find((type) => type.id === props.preset.type);
  const [volumeId, setVolume] = useState(props.preset.volume ?? "");
  const volume = props.volumes.find((each) => each.id === volumeId);
  const [wantedRegion, setRegion] = useState(preset ?? firstWithStock(view) ?? online[0]?.id ?? "");
  const regionId = volume?.regionId ?? wantedRegion;
  const [gpuId, setGpu] = useState(presetType ? gpuIdOf(presetType) : (choices[0]?.id ?? ""));
  const [typeId, setType] = useState(presetType?.id ?? choices[0]?.types[0]?.id ?? "");
  const [imageId, setImage] = useState(props.preset.image ?? "");

  // What the region does not offer cannot stay chosen: then the first that is free there is.
  const offered = choices.filter(
    (each) => choiceInRegion(view, each, regionId).cheapest && fitsVolume(volume, each.name, each.id),
  );
  const choice =
    offered.find((each) => each.id === gpuId) ??
    offered.find((each) => choiceInRegion(view, each, regionId).free > 0) ??
    offered[0];
  const sizes = (choice?.types ?? []).filter((each) => offerIn(view, each.id, regionId));
  const type = sizes.find((each) => each.id === typeId) ?? sizes[0];
  const region = view.regions.find((each) => each.id === regionId);
  const offer = type && offerIn(view, type.id, regionId);
  const chosen = type && offer && region ? { type, offer, regionName: region.name } : null;
  const browserZone = useBrowserZone();
  const money = { currency: meter.currency, locale };
  const images = type ? imagesAt(props.choices, regionId, type) : [];
  const image = chosenImage(images, imageId);

  const launch: FormAction<{ id: string }> = async (previous, form) => {
    const answer = await props.launch(previous, form);
    // Another price, or another stock: what is shown is out of date.
    if (!answer.ok) router.refresh();
    return answer;
  };

  return (
    <>
      <Form
        // As a plain form post it has to be the server's own.
        action={typeof window === "undefined" ? props.launch : launch}
        onSuccess={(instance) => router.push(`/console/instances/${instance.id}`)}
        className="lg:grid lg:grid-cols-[1fr_22rem] lg:items-start lg:gap-8"
        aria-label={words.title}
      >
        <div className="flex min-w-0 flex-col gap-7">
          <input type="hidden" name="requestId" value={requestId} />
          <input type="hidden" name="priceId" value={offer?.priceId ?? ""} />
          <RadioCards
            name="regionId"
            label={words.region}
            columns={3}
            value={regionId}
            onValueChange={setRegion}
            options={view.regions.map((each) => ({
              value: each.id,
              title: each.name,
              text: elsewhere(volume, each.id)
                ? say(volumeWords.region, { name: volume?.name ?? "", region: volume?.regionName ?? "" })
                : each.status === "announced"
                  ? say(words.regionAnnounced, { when: each.announcedFor ?? "" })
                  : each.reachable
                    ? each.id
                    : words.regionUnreachable,
              disabled: each.status === "announced" || !each.reachable || elsewhere(volume, each.id),
            }))}
          />
          <RadioCards
            name="gpu"
            label={words.gpu}
            columns={2}
            value={choice?.id}
            onValueChange={(id) => {
              setGpu(id);
              setType(choices.find((each) => each.id === id)?.types[0]?.id ?? "");
            }}
            options={choices.map((each) => {
              const here = choiceInRegion(view, each, regionId);
              return {
                value: each.id,
                title: each.name,
                text: !fitsVolume(volume, each.name, each.id)
                  ? volumeWords.host
                  : each.memoryGib === null
                    ? words.cpuOnlyText
                    : say(words.gpuText, { memory: each.memoryGib }),
                end: here.cheapest ? (
                  <>
                    {say(words.from, { price: formatMicros(BigInt(here.cheapest.microsPerHour), money) })}
                    <Stock free={here.free} />
                  </>
                ) : (
                  <span className="text-faint">–</span>
                ),
                disabled: !here.cheapest || !fitsVolume(volume, each.name, each.id),
              };
            })}
          />
          <RadioCards
            name="typeId"
            label={words.size}
            columns={2}
            value={type?.id}
            onValueChange={setType}
            options={(choice?.types ?? []).map((each) => {
              const here = view.offers.find((one) => one.typeId === each.id && one.regionId === regionId);
              return {
                value: each.id,
                title: each.gpuCount > 0 ? sayCount(locale, words.sizeGpus, each.gpuCount) : each.name,
                text: say(words.sizeText, { vcpus: each.vcpus, memory: each.memoryGib, disk: each.diskGib }),
                end: here ? (
                  <>
                    {`${formatMicros(BigInt(here.microsPerHour), money)}/h`}
                    <Stock free={here.free} />
                  </>
                ) : null,
                disabled: !here,
              };
            })}
          />
          <ImageChoice images={images} value={image?.id} onValueChange={setImage} />
          <VolumeChoice volumes={props.volumes} chosen={volume} onChoose={setVolume} />
          <KeyChoice keys={props.keys} onAdd={() => setAdding(true)} addButton={addButton} />
          <TextField
            name="name"
            label={words.name}
            help={words.nameHelp}
            defaultValue={props.suggestedName}
            autoComplete="off"
            maxLength={63}
          />
          <details className="card px-4 py-3 open:pb-5" open={image ? image.startupScript !== null : false}>
            <summary className="min-h-6 font-medium">{words.options}</summary>
            <div className="mt-4 flex flex-col gap-5">
              <ScriptField image={image ?? null} />
              <StopTimeField
                name="stopAt"
                label={words.stopTime}
                help={say(words.stopTimeHelp, { zone: browserZone })}
                initial={null}
                onChange={setStopAt}
              />
              <IdleStopFields rule={null} hasCards={(type?.gpuCount ?? 0) > 0} />
            </div>
          </details>
          {props.firewallSets.length > 0 ? (
            <details className="card px-4 py-3 open:pb-5">
              <summary className="min-h-6 font-medium">{firewallWords.label}</summary>
              <div className="mt-4">
                <SetChoice
                  name="firewallSetIds"
                  label={firewallWords.sets}
                  help={firewallWords.help}
                  sets={props.firewallSets}
                  chosen={[]}
                />
              </div>
            </details>
          ) : null}
        </div>
        <LaunchSummary chosen={chosen} meter={meter} nowSecond={nowSecond} stopAt={stopAt}>
          {chosen ? (
            <LaunchProblems
              chosen={chosen}
              view={view}
              meter={meter}
              nowSecond={nowSecond}
              limits={props.limits}
            />
          ) : null}
        </LaunchSummary>
      </Form>
      <Dialog open={adding} onOpenChange={setAdding} opener={addButton} title={words.addKey} size="md">
        <AddKeyForm action={props.addKey} closesDialog />
        <hr className="my-5 border-line" />
        <GenerateKey action={props.addKey} />
      </Dialog>
    </>
  );
}

const offerIn = (view: AvailabilityView, typeId: string, regionId: string) =>
  view.offers.find((offer) => offer.typeId === typeId && offer.regionId === regionId);

const firstWithStock = (view: AvailabilityView) => view.offers.find((offer) => offer.free > 0)?.regionId;

function Stock({ free }: { free: number }) {
  const words = useMessages("launch");
  const { locale } = useReader();
  return (
    <span className={free > 0 ? "block text-good" : "block text-attention"}>
      {free > 0 ? sayCount(locale, words.free, free) : words.noneFree}
    </span>
  );
}
