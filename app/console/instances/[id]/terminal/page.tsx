import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { InstanceTerminal } from "@/components/terminal/instance-terminal";
import { EmptyState } from "@/components/ui/empty-state";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { terminalRefusal } from "@/lib/services/instances/terminal-access";
import { shownInstance } from "../instance";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name } = await shownInstance((await props.params).id);
  return { title: `${messages(DEFAULT_LOCALE).terminal.title} · ${name}` };
}

export default async function TerminalPage(props: Props) {
  const instance = await shownInstance((await props.params).id);
  const ctx = await requestContext();
  const all = messages(ctx.locale);
  const refusal = terminalRefusal(ctx);
  if (refusal !== null)
    return <EmptyState title={all.terminal.refused[refusal]} text={all.terminal.refused[`${refusal}Text`]} />;
  return (
    <MessagesProvider areas={pick(all, "terminal")}>
      <InstanceTerminal rendered={instance} />
    </MessagesProvider>
  );
}
