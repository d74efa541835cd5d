import { MessagesProvider } from "@/components/i18n/provider";
import { Allowance } from "@/components/snapshots/allowance";
import { AccountKept } from "@/components/support/account-kept";
import { AccountVolumes } from "@/components/support/account-volumes";
import { messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { listInstances } from "@/lib/services/instances/list";
import { listKept } from "@/lib/services/snapshots/list";
import { lookingAt } from "@/lib/services/support/account-overview";
import { listGoneVolumes, listVolumes } from "@/lib/services/volumes/list";

export default async function AccountStoragePage(props: { params: Promise<{ id: string }> }) {
  const ctx = await read(staffContext());
  const looking = lookingAt(ctx, (await props.params).id);
  const [live, gone, kept, instances, zone] = await read(
    Promise.all([
      listVolumes(looking),
      listGoneVolumes(looking),
      listKept(looking),
      listInstances(looking),
      readerZone(),
    ]),
  );
  const all = messages(ctx.locale);
  const reader = { locale: ctx.locale, zone, words: all.support };
  return (
    <>
      <AccountVolumes volumes={[...live, ...gone]} {...reader} volumeWords={all.volumePages} />
      <AccountKept
        kept={kept}
        instanceNames={new Map(instances.map(({ id, name }) => [id, name]))}
        {...reader}
        snapshotWords={all.snapshotPages}
        imageWords={all.imagePages}
      />
      <MessagesProvider areas={pick(all, "snapshotPages")}>
        <Allowance {...kept} />
      </MessagesProvider>
      <p className="mt-3 text-muted">{all.support.storage.contents}</p>
    </>
  );
}
