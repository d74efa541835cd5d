"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { DataList } from "@/components/ui/data-list";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { Time } from "@/components/ui/time";
import type { StartQuoteView } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros, formatPerSecond } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { InstanceActions } from "./actions";
import { BootProgress } from "./boot-progress";
import { Connect } from "./connect";
import { RunCost, TotalCost } from "./cost";
import { InstanceStatePill } from "./state-pill";
import { useInstance } from "./use-instances";
import { VerbButtons } from "./verb-buttons";

/** One instance, live: state, verbs, cost, progress, how to connect, and what it is. */
export function InstanceDetail(props: {
  rendered: InstanceView;
  actions: InstanceActions;
  quote: StartQuoteView | null;
  /** The words for its state's reason, if there is one. */
  reasons: Readonly<Record<string, string>>;
}) {
  const words = useMessages("instancePages");
  const ui = useMessages("ui");
  const { locale, zone } = useReader();
  const instance = useInstance(props.rendered);
  const reason = instance.stateReason ? props.reasons[instance.stateReason] : undefined;
  return (
    <>
      <PageHeader
        title={instance.name}
        breadcrumbs={
          <Breadcrumbs
            label={ui.youAreHere}
            items={[{ href: "/console/instances", label: words.title }, { label: instance.name }]}
          />
        }
        beside={<InstanceStatePill state={instance.state} words={words.states} />}
        text={`${instance.typeName} · ${instance.regionName}`}
        actions={<VerbButtons instance={instance} actions={props.actions} quote={props.quote} />}
      />
      {reason ? (
        <Banner
          className="mb-6"
          live={false}
          tone={instance.state === "failed" ? "danger" : "info"}
          title={reason}
          text={instance.stateDetail ?? undefined}
        />
      ) : null}
      {instance.diskDeletedAt ? (
        <Banner
          className="mb-6"
          live={false}
          tone="danger"
          text={
            <Rich
              text={words.deletionDate}
              values={{
                time: <Time at={instance.diskDeletedAt} locale={locale} zone={zone} precision="second" />,
              }}
            />
          }
        />
      ) : null}
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
      <div className="grid gap-x-10 lg:grid-cols-[1fr_20rem]">
        <Section title={words.connect.title}>
          <Connect instance={instance} />
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
      value: `${formatPerSecond(BigInt(instance.runMicrosPerHour), money)}/s · ${formatMicros(BigInt(instance.runMicrosPerHour), money)}/h`,
    },
    {
      label: words.diskPrice,
      mono: true,
      value: `${formatMicros(BigInt(instance.diskMicrosPerHour), money)}/h`,
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
  ];
  return <DataList items={items} />;
}
