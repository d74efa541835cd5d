import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { CreateVolumeForm } from "@/components/volumes/create-form";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { accountMeter } from "@/lib/server/meter";
import { read } from "@/lib/server/read";
import { volumeRegions } from "@/lib/services/volumes/places";
import { create } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).volumePages.new.title };

export default async function NewVolumePage() {
  const ctx = await requestContext();
  const [regions, meter] = await read(Promise.all([volumeRegions(ctx), accountMeter(ctx)]));
  const all = messages(ctx.locale);
  const words = all.volumePages;
  return (
    <MessagesProvider areas={pick(all, "volumePages")}>
      <PageHeader
        title={words.new.title}
        text={words.new.lead}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ href: "/console/volumes", label: words.title }, { label: words.new.title }]}
          />
        }
      />
      {regions.length === 0 ? (
        <EmptyState title={words.new.nowhere} text="" />
      ) : (
        <CreateVolumeForm
          regions={regions}
          meter={meter}
          limits={{
            emailConfirmed: ctx.actor.kind === "user" && (ctx.actor.emailConfirmed || ctx.mode !== "own"),
            readOnly: ctx.mode === "acting_read",
            minimumRunwaySeconds: ctx.policies.minimumRunwaySeconds.toString(),
          }}
          create={create}
        />
      )}
    </MessagesProvider>
  );
}
