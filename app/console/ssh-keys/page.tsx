import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { AddKeyForm } from "@/components/ssh-keys/add-key-form";
import { GenerateKey } from "@/components/ssh-keys/generate-key";
import { KeyTable } from "@/components/ssh-keys/key-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Section } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listSshKeys } from "@/lib/services/ssh-keys/list";
import * as actions from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).sshKeyPages.title };

export default async function SshKeysPage() {
  const ctx = await requestContext();
  const keys = await read(listSshKeys(ctx));
  const all = messages(ctx.locale);
  const words = all.sshKeyPages;
  return (
    <MessagesProvider areas={pick(all, "sshKeyPages")}>
      <PageHeader title={words.title} text={words.lead} />
      <div className="mb-10">
        {keys.length === 0 ? (
          <EmptyState title={words.emptyTitle} text={words.emptyText} />
        ) : (
          <KeyTable keys={keys} rename={actions.rename} remove={actions.remove} />
        )}
      </div>
      <div className="grid gap-10 lg:grid-cols-2">
        <Section title={words.addTitle}>
          <AddKeyForm action={actions.add} />
        </Section>
        <GenerateKey action={actions.add} />
      </div>
    </MessagesProvider>
  );
}
