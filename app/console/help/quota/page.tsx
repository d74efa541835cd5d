import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { QuotaForm } from "@/components/support/quota-form";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick, say } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { currentQuota } from "@/lib/services/support/request-quota";
import { sendRequest } from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).activity.quota.title };

export default async function QuotaPage() {
  const ctx = await requestContext();
  const quota = await read(currentQuota(ctx));
  const words = messages(ctx.locale).activity.quota;
  return (
    <MessagesProvider areas={pick(messages(ctx.locale), "activity")}>
      <PageHeader title={words.title} text={say(words.text, { quota })} />
      <QuotaForm
        action={sendRequest}
        quota={quota}
        email={ctx.actor.kind === "user" ? ctx.actor.email : ""}
      />
    </MessagesProvider>
  );
}
