"use client";
import { useMessages } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/contracts/views";
import type { VolumeView } from "@/lib/contracts/volumes";
import { say } from "@/lib/i18n/say";
import { useVolumes } from "./use-volumes";

/** On each tab of an instance: the volumes that vanished while it had them, until they are put away. */
export function LostVolumes(props: { rendered: InstanceView; volumes: VolumeView[] }) {
  const words = useMessages("instancePages").lostVolume;
  const { id, state } = useInstance(props.rendered);
  const lost = useVolumes(props.volumes).filter((each) => each.lost?.from?.instanceId === id);
  if (state === "terminated" || state === "failed") return null;
  return lost.map(({ id: volumeId, name, lost: found }) => (
    <Banner
      key={volumeId}
      className="mb-6"
      live={false}
      testId="lost-volume"
      tone="danger"
      title={say(words.title, { name })}
      text={say(words.text, { path: found?.from?.mountPath ?? "" })}
      action={<TextLink href={`/console/volumes/${volumeId}`}>{say(words.link, { name })}</TextLink>}
    />
  ));
}
