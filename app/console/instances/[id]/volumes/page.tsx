import { MessagesProvider } from "@/components/i18n/provider";
import { InstanceVolumes } from "@/components/volumes/instance-volumes";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { fittingVolumes } from "@/lib/services/volumes/candidates";
import { listVolumes } from "@/lib/services/volumes/list";
import { attach, detach } from "../../../volumes/actions";
import { shownInstance } from "../instance";

export default async function InstanceVolumesPage(props: { params: Promise<{ id: string }> }) {
  const instance = await shownInstance((await props.params).id);
  const ctx = await requestContext();
  const [volumes, fitting] = await read(
    Promise.all([listVolumes(ctx), fittingVolumes(ctx, { instanceId: instance.id })]),
  );
  return (
    <MessagesProvider areas={pick(messages(ctx.locale), "volumePages")}>
      <InstanceVolumes
        instance={instance}
        rendered={volumes}
        fitting={fitting}
        actions={{ attach, detach }}
      />
    </MessagesProvider>
  );
}
