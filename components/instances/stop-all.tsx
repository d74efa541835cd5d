"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { useInstances } from "./use-instances";

/** One button for everything that runs; absent when nothing does. */
export function StopAll(props: { rendered: InstanceView[]; action: FormAction<unknown> }) {
  const words = useMessages("instancePages").stopAll;
  const { locale } = useReader();
  const running = useInstances(props.rendered).filter((each) => each.state === "running");
  const [first] = running;
  if (!first) return null;
  const disks = running.reduce((sum, each) => sum + BigInt(each.diskMicrosPerHour), 0n);
  return (
    <ConfirmDialog
      button={{ children: words.verb }}
      title={sayCount(locale, words.title, running.length)}
      action={props.action}
      fields={{}}
      confirm={words.verb}
    >
      <p>{say(words.text, { price: formatMicros(disks, { currency: first.currency, locale }) })}</p>
    </ConfirmDialog>
  );
}
