import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { VolumeDetail } from "@/components/volumes/volume-detail";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { attachCandidates } from "@/lib/services/volumes/candidates";
import { getVolume } from "@/lib/services/volumes/get";
import * as actions from "../actions";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id } = await props.params;
  const volume = await read(getVolume(await requestContext(), { volumeId: id }));
  return { title: volume.name };
}

export default async function VolumePage(props: Props) {
  const volumeId = (await props.params).id;
  const ctx = await requestContext();
  const [volume, candidates] = await read(
    Promise.all([getVolume(ctx, { volumeId }), attachCandidates(ctx, { volumeId })]),
  );
  const all = messages(ctx.locale);
  return (
    <MessagesProvider areas={pick(all, "volumePages")}>
      <VolumeDetail
        rendered={volume}
        candidates={candidates}
        actions={{
          attach: actions.attach,
          detach: actions.detach,
          grow: actions.grow,
          remove: actions.remove,
          dismiss: actions.dismiss,
          takeSnapshot: actions.takeSnapshot,
          restore: actions.restore,
          removeSnapshot: actions.removeSnapshot,
        }}
      />
    </MessagesProvider>
  );
}
