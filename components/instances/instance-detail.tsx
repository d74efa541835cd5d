"use client";
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { ruleText } from "@/components/metrics/idle-words";
import { DataList } from "@/components/ui/data-list";
import { Section } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros, formatPerSecond } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { BootProgress } from "./boot-progress";
import { Connect } from "./connect";
import { RunCost, TotalCost } from "./cost";
import { NextPriceNote } from "./next-prices";
import type { NotebooksOffer } from "./notebook";
import { useInstance } from "./use-instances";

/** One instance, live: what it costs, how far it is, how to connect, and what it is. */
export function InstanceDetail(props: {
  rendered: InstanceView;
  load: ReactNode;
  notebooks: NotebooksOffer;
}) {
  const words = useMessages("instancePages");
  const { locale, zone } = useReader();
  const instance = useInstance(props.rendered);
  return (
    <>
      <Section title={words.cost.title}>
        <StatRow>
          <Stat
            label={words.cost.run}
            value={<RunCost instance={instance} />}
            note={<CostNote instance={instance} />}
          />
          <Stat label={words.cost.total} value={<TotalCost instance={instance} />} />
          {instance.stopAt ? (
            <Stat
              label={words.cost.stopsAt}
              value={<Time at={instance.stopAt} locale={locale} zone={zone} className="text-base" />}
            />
          ) : null}
        </StatRow>
      </Section>
      {props.load}
      <div className="grid gap-x-10 lg:grid-cols-[1fr_20rem]">
        <Section title={words.connect.title}>
          <Connect instance={instance} notebooks={props.notebooks} />
        </Section>
        {instance.phases.length > 0 ? (
          <Section title={words.phases.title} text={instance.readyAt ? undefined : words.phases.note}>
            <BootProgress instance={instance} />
          </Section>
        ) : null}
      </div>
      <Section title={words.facts.title}>
        <Facts instance={instance} />
      </Section>
    </>
  );
}

function CostNote({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").cost;
  const { locale } = useReader();
  const money = { currency: instance.currency, locale };
  if (instance.state === "running")
    return say(words.note, { price: formatPerSecond(BigInt(instance.runMicrosPerHour), money) });
  if (BigInt(instance.totalCost.ticksPerSecond) > 0n)
    return say(words.noteStopped, { price: formatMicros(BigInt(instance.diskMicrosPerHour), money) });
  return words.noteFree;
}

function Facts({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").facts;
  const { idle } = useMessages("telemetry");
  const { locale, zone } = useReader();
  const money = { currency: instance.currency, locale };
  const items = [
    { label: words.id, value: instance.id, mono: true },
    { label: words.type, value: instance.typeId, mono: true },
    { label: words.region, value: `${instance.regionName} (${instance.regionId})` },
    { label: words.image, value: instance.imageName },
    ...(instance.gpuName
      ? [
          {
            label: words.gpus,
            value: say(words.gpusValue, { count: instance.gpuCount, gpu: instance.gpuName }),
          },
        ]
      : []),
    {
      label: words.resources,
      value: say(words.resourcesValue, {
        vcpus: instance.vcpus,
        memory: instance.memoryGib,
        disk: instance.diskGib,
      }),
    },
    {
      label: words.price,
      mono: true,
      value: (
        <>
          {`${formatPerSecond(BigInt(instance.runMicrosPerHour), money)}/s · ${formatMicros(BigInt(instance.runMicrosPerHour), money)}/h`}
          <NextPriceNote next={instance.nextRunPrice} currency={instance.currency} />
        </>
      ),
    },
    {
      label: words.diskPrice,
      mono: true,
      value: (
        <>
          {`${formatMicros(BigInt(instance.diskMicrosPerHour), money)}/h`}
          <NextPriceNote next={instance.nextDiskPrice} currency={instance.currency} />
        </>
      ),
    },
    {
      label: words.created,
      value: (
        <>
          <Time at={instance.createdAt} locale={locale} zone={zone} precision="second" />{" "}
          {say(words.createdBy, { name: instance.createdByName })}
        </>
      ),
    },
    {
      label: words.stopAt,
      value: instance.stopAt ? <Time at={instance.stopAt} locale={locale} zone={zone} /> : words.stopNever,
    },
    {
      label: idle.title,
      value: ruleText(instance.idleStop, { hasCards: instance.gpuCount > 0, words: idle, locale }),
    },
  ];
  return <DataList items={items} />;
}
