"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { CodeBlock } from "@/components/ui/code-block";
import { DataList } from "@/components/ui/data-list";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import type { AttachCandidateView, VolumeView } from "@/lib/contracts/volumes";
import { isGone } from "@/lib/domain/volume-states";
import { formatTicks } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { VolumeActions } from "./actions";
import { VolumeCost } from "./cost";
import { spans } from "./price";
import { Snapshots } from "./snapshots";
import { VolumeStatePill } from "./state-pill";
import { useVolume } from "./use-volumes";
import { VolumeVerbs } from "./verb-buttons";
import { At, VolumeNotes } from "./volume-notes";

/** One volume, live: state, verbs, cost, where it is, its snapshots, and what it is. */
export function VolumeDetail(props: {
  rendered: VolumeView;
  candidates: AttachCandidateView[];
  actions: VolumeActions;
}) {
  const words = useMessages("volumePages");
  const ui = useMessages("ui");
  const volume = useVolume(props.rendered);
  const { locale } = useReader();
  const money = { currency: volume.currency, locale };
  const price = spans(BigInt(volume.microsPerHour), money);
  const burns = volume.totalCost.ticksPerSecond !== "0";
  const gone = isGone(volume.state);
  return (
    <>
      <PageHeader
        title={volume.name}
        breadcrumbs={
          <Breadcrumbs
            label={ui.youAreHere}
            items={[{ href: "/console/volumes", label: words.title }, { label: volume.name }]}
          />
        }
        beside={<VolumeStatePill state={volume.state} words={words.states} />}
        text={`${sizeText(volume, words)} · ${volume.regionName}`}
        actions={<VolumeVerbs volume={volume} actions={props.actions} candidates={props.candidates} />}
      />
      <VolumeNotes volume={volume} />
      <Section title={words.cost.title}>
        <StatRow>
          {gone ? null : (
            <>
              <Stat
                label={words.cost.now}
                value={burns ? `${price.hour}/h` : words.cost.free}
                note={
                  burns
                    ? say(words.cost.perDay, {
                        price: formatTicks(BigInt(volume.microsPerHour) * 86_400n, money),
                      })
                    : undefined
                }
              />
              <Stat label={words.columns.month} value={price.month} note={`${price.second}/s`} />
            </>
          )}
          <Stat label={words.cost.total} value={<VolumeCost volume={volume} />} />
        </StatRow>
      </Section>
      {volume.state === "attached" && volume.attachment ? (
        <Section
          title={words.mounted.title}
          text={say(words.mounted.text, {
            path: volume.attachment.mountPath,
            user: volume.attachment.sshUser,
          })}
        >
          <CodeBlock
            code={`sudo chown ${volume.attachment.sshUser}: ${volume.attachment.mountPath}`}
            what={words.mounted.title}
            prompt
          />
          <p className="mt-3 text-muted">{words.mounted.delete}</p>
        </Section>
      ) : null}
      {gone ? null : <Snapshots volume={volume} actions={props.actions} />}
      <Section title={words.facts.title}>
        <Facts volume={volume} />
      </Section>
    </>
  );
}

const sizeText = (volume: VolumeView, words: ReturnType<typeof useMessages<"volumePages">>) =>
  volume.wantedGib === volume.sizeGib
    ? say(words.size, { gib: volume.sizeGib })
    : say(words.growing, { gib: volume.sizeGib, wanted: volume.wantedGib });

function Facts({ volume }: { volume: VolumeView }) {
  const all = useMessages("volumePages");
  const words = all.facts;
  const { locale } = useReader();
  const money = { currency: volume.currency, locale };
  const { attachment } = volume;
  const host = volume.hostGpuName
    ? say(words.hostGpu, { host: volume.host, gpu: volume.hostGpuName })
    : say(words.hostCpu, { host: volume.host });
  const items = [
    { label: words.id, value: volume.id, mono: true },
    { label: words.region, value: `${volume.regionName} (${volume.regionId})` },
    {
      label: words.host,
      value: (
        <>
          {host}
          {isGone(volume.state) ? null : (
            <span className="block max-w-text text-muted">{words.hostNote}</span>
          )}
        </>
      ),
    },
    { label: words.size, value: sizeText(volume, all) },
    { label: words.gibPrice, mono: true, value: spans(BigInt(volume.gibMicrosPerHour), money).hour },
    {
      label: words.attached,
      value: attachment ? (
        <>
          <TextLink href={`/console/instances/${attachment.instanceId}`}>{attachment.instanceName}</TextLink>{" "}
          <span className="figures">{say(all.at, { path: attachment.mountPath })}</span>
        </>
      ) : (
        all.nobody
      ),
    },
    {
      label: words.created,
      value: <At at={volume.createdAt} />,
    },
  ];
  return <DataList items={items} />;
}
