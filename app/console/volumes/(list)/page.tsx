import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { VolumeList } from "@/components/volumes/volume-list";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listVolumes } from "@/lib/services/volumes/list";
import { dismiss } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).volumePages.title };

export default async function VolumesPage() {
  const ctx = await requestContext();
  const volumes = await read(listVolumes(ctx));
  const all = messages(ctx.locale);
  const words = all.volumePages;
  const create = (
    <ButtonLink href="/console/volumes/new" variant="primary">
      {words.create}
    </ButtonLink>
  );
  return (
    <MessagesProvider areas={pick(all, "volumePages")}>
      <PageHeader title={words.title} text={words.lead} actions={create} />
      <VolumeList
        rendered={volumes}
        dismiss={dismiss}
        empty={<EmptyState title={words.emptyTitle} text={words.emptyText} action={create} />}
      />
    </MessagesProvider>
  );
}
