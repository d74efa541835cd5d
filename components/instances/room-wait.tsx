"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";

/** That its owner waits for room, or that there is some, and a way to take the question back. */
export function RoomWait({ instance, cancel }: { instance: InstanceView; cancel: FormAction<unknown> }) {
  const words = useMessages("instancePages").roomWait;
  const { locale, zone } = useReader();
  if (!instance.roomWait) return null;
  const { since, noticedAt } = instance.roomWait;
  const time = <Time at={noticedAt ?? since} locale={locale} zone={zone} precision="second" />;
  return (
    <Banner
      className="mb-6"
      testId="room-wait"
      tone={noticedAt ? "good" : "info"}
      title={noticedAt ? words.noticed : words.waiting}
      text={<Rich text={noticedAt ? words.noticedText : words.waitingText} values={{ time }} />}
      action={
        <Form action={cancel}>
          <input type="hidden" name="instanceId" value={instance.id} />
          <SubmitButton variant="secondary" size="sm">
            {noticedAt ? words.dismiss : words.stop}
          </SubmitButton>
        </Form>
      }
    />
  );
}
