import { AccountInstances } from "@/components/support/account-instances";
import { messages } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { listGoneInstances, listInstances } from "@/lib/services/instances/list";
import { lookingAt } from "@/lib/services/support/account-overview";

export default async function AccountInstancesPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  const ctx = await read(staffContext());
  const looking = lookingAt(ctx, id);
  const [live, gone, zone] = await read(
    Promise.all([listInstances(looking), listGoneInstances(looking), readerZone()]),
  );
  const all = messages(ctx.locale);
  return (
    <>
      <AccountInstances
        instances={[...live, ...gone]}
        locale={ctx.locale}
        zone={zone}
        words={all.support.overview}
        states={all.instancePages.states}
        reasons={all.instanceLife.reasons}
      />
      <p className="mt-3 text-muted">{all.support.overview.secrets}</p>
    </>
  );
}
