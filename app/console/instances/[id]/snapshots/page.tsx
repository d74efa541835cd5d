import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { SnapshotList } from "@/components/snapshots/snapshot-list";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listKept } from "@/lib/services/snapshots/list";
import * as actions from "../../../images/actions";
import { shownInstance } from "../instance";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name } = await shownInstance((await props.params).id);
  return { title: `${messages(DEFAULT_LOCALE).snapshotPages.title} · ${name}` };
}

export default async function SnapshotsPage(props: Props) {
  const instance = await shownInstance((await props.params).id);
  const ctx = await requestContext();
  const kept = await read(listKept(ctx));
  return (
    <MessagesProvider areas={pick(messages(ctx.locale), "snapshotPages")}>
      <SnapshotList
        rendered={kept}
        instance={instance}
        actions={{
          takeSnapshot: actions.takeSnapshot,
          restoreSnapshot: actions.restore,
          removeSnapshot: actions.removeSnapshot,
          makeImage: actions.makeImage,
          removeImage: actions.removeImage,
        }}
      />
    </MessagesProvider>
  );
}
