"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { useInstance } from "@/components/instances/use-instances";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import { Section } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";
import { IdleStopFields } from "./idle-stop-fields";
import { ruleText } from "./idle-words";

/** When the instance stops by itself because it idles, and how to change that. */
export function IdleStopSection(props: { rendered: InstanceView; action: FormAction<unknown> }) {
  const words = useMessages("telemetry").idle;
  const { locale, zone } = useReader();
  const instance = useInstance(props.rendered);
  const hasCards = instance.gpuCount > 0;
  const rule = instance.idleStop;
  if (OVER.has(instance.state)) return null;
  return (
    <Section
      id="idle-stop"
      title={words.title}
      text={words.text}
      actions={
        <ConfirmDialog
          button={{ children: words.verb }}
          title={say(words.dialogTitle, { name: instance.name })}
          action={props.action}
          fields={{ instanceId: instance.id }}
          confirm={words.save}
        >
          <IdleStopFields rule={rule} hasCards={hasCards} />
        </ConfirmDialog>
      }
    >
      <p className="card px-4 py-3" data-testid="idle-rule">
        {ruleText(rule, { hasCards, words, locale })}
        {rule?.snoozedUntil ? (
          <span className="ml-3 text-muted">
            <Rich
              text={words.snoozed}
              values={{ time: <Time at={rule.snoozedUntil} locale={locale} zone={zone} /> }}
            />
          </span>
        ) : null}
      </p>
    </Section>
  );
}

const OVER: ReadonlySet<string> = new Set(["terminating", "terminated", "failed"]);
