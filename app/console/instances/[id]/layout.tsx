import type { Metadata } from "next";
import type { ReactNode } from "react";
import { MessagesProvider } from "@/components/i18n/provider";
import { InstanceHead } from "@/components/instances/instance-head";
import { InstanceTabs } from "@/components/instances/instance-tabs";
import { LostVolumes } from "@/components/volumes/lost-volumes";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { startQuote } from "@/lib/services/instances/quotes";
import { listVolumes } from "@/lib/services/volumes/list";
import * as actions from "../actions";
import { shownInstance } from "./instance";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name } = await shownInstance((await props.params).id);
  return { title: name };
}

export default async function InstanceLayout(props: Props & { children: ReactNode }) {
  const instance = await shownInstance((await props.params).id);
  const ctx = await requestContext();
  // A type that is no longer sold can be looked at, only not started.
  const quote = await startQuote(ctx, { instanceId: instance.id }).catch(() => null);
  const all = messages(ctx.locale);
  return (
    <MessagesProvider areas={pick(all, "instancePages", "launch", "notebooks", "telemetry")}>
      <InstanceHead
        rendered={instance}
        quote={quote}
        reasons={all.instanceLife.reasons}
        snoozeIdleStop={actions.snoozeIdleStop}
        whatToDo={all.instanceLife.whatToDo}
        details={all.instanceLife.details}
        actions={{
          stop: actions.stop,
          start: actions.start,
          restart: actions.restart,
          rename: actions.rename,
          terminate: actions.terminate,
          cancel: actions.cancel,
          dismiss: actions.dismiss,
          tryAgain: actions.retry,
          setStopTime: actions.setStopTime,
          awaitRoom: actions.awaitRoom,
          cancelWait: actions.cancelWait,
        }}
      />
      <LostVolumes rendered={instance} volumes={await read(listVolumes(ctx))} />
      <InstanceTabs instanceId={instance.id} words={all.instancePages.tabs} />
      <div className="mt-6">{props.children}</div>
    </MessagesProvider>
  );
}
