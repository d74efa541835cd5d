"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { IdleStopNotice } from "@/components/metrics/idle-stop-notice";
import { Banner } from "@/components/ui/banner";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import type { FormAction } from "@/components/ui/form";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import type { StartQuoteView } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import type { InstanceActions } from "./actions";
import { Death, RegionSilent } from "./death";
import { NextPrices } from "./next-prices";
import { RoomWait } from "./room-wait";
import { InstanceStatePill } from "./state-pill";
import { useInstance, useReadAgain } from "./use-instances";
import { VerbButtons } from "./verb-buttons";

const toneOf = (instance: InstanceView) =>
  instance.state === "failed" ? "danger" : instance.death ? "attention" : "info";

/** The head of an instance on each of its tabs, live: name, state, verbs, and why it is in that state. */
export function InstanceHead(props: {
  rendered: InstanceView;
  actions: InstanceActions;
  snoozeIdleStop: FormAction<unknown>;
  quote: StartQuoteView | null;
  /** The words for its state's reason, if there is one. */
  reasons: Readonly<Record<string, string>>;
  whatToDo: Readonly<Record<string, string>>;
  /** What the provider's codes mean. */
  details: Readonly<Record<string, string>>;
}) {
  const words = useMessages("instancePages");
  const ui = useMessages("ui");
  const { locale, zone } = useReader();
  const instance = useInstance(props.rendered);
  useReadAgain(props.rendered);
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
      <RegionSilent instance={instance} />
      <RoomWait instance={instance} cancel={props.actions.cancelWait} />
      {reason ? (
        <Banner
          className="mb-6"
          live={false}
          tone={toneOf(instance)}
          title={reason}
          text={
            instance.stateDetail ? (props.details[instance.stateDetail] ?? instance.stateDetail) : undefined
          }
        >
          <Death instance={instance} whatToDo={props.whatToDo} />
        </Banner>
      ) : null}
      <NextPrices instance={instance} />
      <IdleStopNotice instance={instance} snooze={props.snoozeIdleStop} />
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
    </>
  );
}
