"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import type { VolumeView } from "@/lib/contracts/volumes";
import { say } from "@/lib/i18n/say";
import { spans } from "./price";

/** An instant to the second, as the reader counts. */
export function At({ at }: { at: string }) {
  return <Time at={at} {...useReader()} precision="second" />;
}

function NextPrice({ volume, next }: { volume: VolumeView; next: NonNullable<VolumeView["nextPrice"]> }) {
  const words = useMessages("volumePages").nextPrice;
  const money = { currency: volume.currency, locale: useReader().locale };
  return (
    <Banner
      className="mb-6"
      live={false}
      tone="info"
      title={<Rich text={words.title} values={{ time: <At at={next.at} /> }} />}
      text={say(words.text, {
        gib: spans(BigInt(next.gibMicrosPerHour), money).hour,
        month: spans(BigInt(next.microsPerHour), money).month,
        now: spans(BigInt(volume.microsPerHour), money).month,
      })}
    />
  );
}

/** What its owner should know first: another price to come, a loss, a deletion, what went wrong last. */
export function VolumeNotes({ volume }: { volume: VolumeView }) {
  const words = useMessages("volumePages");
  const reasons: Readonly<Record<string, string>> = words.reasons;
  const reason = volume.stateReason ? reasons[volume.stateReason] : undefined;
  return (
    <>
      {volume.deletedAt ? (
        <Banner
          className="mb-6"
          live={false}
          tone="danger"
          text={<Rich text={words.deletionDate} values={{ time: <At at={volume.deletedAt} /> }} />}
        />
      ) : null}
      {volume.awaySince ? (
        <Banner
          className="mb-6"
          live={false}
          tone="attention"
          testId="volume-away"
          title={words.away.title}
          text={<Rich text={words.away.text} values={{ since: <At at={volume.awaySince} /> }} />}
        />
      ) : null}
      {volume.nextPrice ? <NextPrice volume={volume} next={volume.nextPrice} /> : null}
      {volume.lost ? (
        <Banner
          className="mb-6"
          live={false}
          tone="danger"
          title={reason ?? words.problem}
          text={
            <>
              <Rich
                text={volume.stateReason === "host_lost" ? words.lost.host : words.lost.bill}
                values={{ known: <At at={volume.lost.lastKnownAt} /> }}
              />{" "}
              <Rich text={words.lost.found} values={{ found: <At at={volume.lost.foundAt} /> }} />
            </>
          }
        />
      ) : reason || volume.stateDetail ? (
        <Banner
          className="mb-6"
          live={false}
          tone={volume.state === "failed" ? "danger" : "attention"}
          title={reason ?? words.problem}
          text={volume.stateDetail ?? undefined}
        />
      ) : null}
    </>
  );
}
