"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";

/** The instance is about to stop because it idles: when, and how to let it run on. */
export function IdleStopNotice(props: { instance: InstanceView; snooze: FormAction<unknown> }) {
  const words = useMessages("telemetry").idle;
  const { locale, zone } = useReader();
  const rule = props.instance.idleStop;
  if (!rule?.stopAt) return null;
  const time = <Time at={rule.stopAt} locale={locale} zone={zone} precision="second" />;
  return (
    <Banner
      className="mb-6"
      tone="attention"
      testId="idle-stop-notice"
      title={words.announcedTitle}
      text={<Rich text={words.announced} values={{ percent: rule.thresholdPercent, time }} />}
      action={
        <Form action={props.snooze}>
          <input type="hidden" name="instanceId" value={props.instance.id} />
          <SubmitButton variant="secondary">{words.snooze}</SubmitButton>
        </Form>
      }
    />
  );
}
