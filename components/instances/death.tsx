"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import type { InstanceView } from "@/lib/contracts/views";
import { formatTicks } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";

/** After an end that nobody asked for: when it was last known alive, what is not charged, and what to do. */
export function Death(props: {
  instance: InstanceView;
  /** By the reason of the state. */
  whatToDo: Readonly<Record<string, string>>;
}) {
  const words = useMessages("instancePages").death;
  const { locale, zone } = useReader();
  const { death, stateReason, currency } = props.instance;
  if (!death || !stateReason) return null;
  const amount = BigInt(death.notChargedTicks);
  return (
    <div data-testid="instance-death" data-ticks={death.notChargedTicks}>
      {death.lastAliveAt ? (
        <p>
          <Rich
            text={words.lastAlive}
            values={{ time: <Time at={death.lastAliveAt} locale={locale} zone={zone} precision="second" /> }}
          />{" "}
          {amount > 0n
            ? say(words.notCharged, {
                amount: formatTicks(amount, { currency, locale, digits: 6 }),
              })
            : words.nothingAfter}
        </p>
      ) : null}
      <p>{props.whatToDo[stateReason]}</p>
    </div>
  );
}

/** While its region does not answer: since when, and what that means for the bill. */
export function RegionSilent({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").regionSilent;
  const { locale, zone } = useReader();
  const { regionSilentSince } = instance;
  if (!regionSilentSince || instance.state === "terminated" || instance.state === "failed") return null;
  return (
    <Banner
      className="mb-6"
      live={false}
      tone="attention"
      title={say(words.title, { region: instance.regionName })}
      text={
        <Rich
          text={instance.state === "stopped" ? words.off : words.text}
          values={{ time: <Time at={regionSilentSince} locale={locale} zone={zone} precision="second" /> }}
        />
      }
    />
  );
}
