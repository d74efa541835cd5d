"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { useInstances } from "./use-instances";

/** One button for everything that runs; absent when nothing does. */
export function StopAll(props: { rendered: InstanceView[]; action: FormAction<unknown> }) {
  const words = useMessages("instancePages").stopAll;
  const { locale, zone } = useReader();
  const running = useInstances(props.rendered).filter((each) => each.state === "running");
  const [first] = running;
  if (!first) return null;
  const price = (micros: (instance: InstanceView) => string) => {
    const disks = running.reduce((sum, each) => sum + BigInt(micros(each)), 0n);
    return formatMicros(disks, { currency: first.currency, locale });
  };
  // With several announcements, the second from which on all of them count.
  const next = running
    .flatMap(({ nextDiskPrice }) => nextDiskPrice?.at ?? [])
    .sort()
    .at(-1);
  return (
    <ConfirmDialog
      button={{ children: words.verb }}
      title={sayCount(locale, words.title, running.length)}
      action={props.action}
      fields={{}}
      confirm={words.verb}
    >
      <p>{say(words.text, { price: price((each) => each.diskMicrosPerHour) })}</p>
      {next ? (
        <p>
          <Rich
            text={words.next}
            values={{
              time: <Time at={next} locale={locale} zone={zone} precision="second" />,
              price: price((each) => each.nextDiskPrice?.microsPerHour ?? each.diskMicrosPerHour),
            }}
          />
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
