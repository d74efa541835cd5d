import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { ImageList } from "@/components/snapshots/image-list";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listKept } from "@/lib/services/snapshots/list";
import * as actions from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).imagePages.title };

export default async function ImagesPage() {
  const ctx = await requestContext();
  const kept = await read(listKept(ctx));
  const all = messages(ctx.locale);
  return (
    <MessagesProvider areas={pick(all, "imagePages", "snapshotPages")}>
      <PageHeader title={all.imagePages.title} text={all.imagePages.lead} />
      <ImageList rendered={kept} actions={{ removeImage: actions.removeImage }} />
    </MessagesProvider>
  );
}
