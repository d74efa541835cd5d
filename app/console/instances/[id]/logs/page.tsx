import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { LogView } from "@/components/logs/log-view";
import { EmptyState } from "@/components/ui/empty-state";
import { logKinds } from "@/lib/contracts/instances";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { keptInstanceLog } from "@/lib/services/instances/read-log";
import { shownInstance } from "../instance";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name } = await shownInstance((await props.params).id);
  return { title: `${messages(DEFAULT_LOCALE).logs.title} · ${name}` };
}

export default async function LogsPage(props: Props) {
  const instance = await shownInstance((await props.params).id);
  const ctx = await requestContext();
  const all = messages(ctx.locale);
  if (ctx.mode === "acting_read") return <EmptyState title={all.logs.refused} text={all.logs.refusedText} />;
  const views = await read(
    Promise.all(logKinds.map((kind) => keptInstanceLog(ctx, { instanceId: instance.id, kind }))),
  );
  return (
    <MessagesProvider areas={pick(all, "logs")}>
      {views.map((view) => (
        <LogView key={view.kind} rendered={view} instance={instance} />
      ))}
    </MessagesProvider>
  );
}
