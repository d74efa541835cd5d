import { Actings } from "@/components/support/actings";
import { ActivityLog } from "@/components/support/activity-log";
import { Section } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { messages } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { lookingAt } from "@/lib/services/support/account-overview";
import { listActings, listActivity } from "@/lib/services/support/list-activity";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ before?: string }> };

export default async function AccountActivityPage(props: Props) {
  const [{ id }, { before }] = await Promise.all([props.params, props.searchParams]);
  const ctx = await read(staffContext());
  const looking = lookingAt(ctx, id);
  const [activity, actings, zone] = await read(
    Promise.all([listActivity(looking, "all", before), listActings(looking), readerZone()]),
  );
  const all = messages(ctx.locale);
  const reader = { locale: ctx.locale, zone, words: all.activity };
  const here = `/support/accounts/${id}/activity`;
  return (
    <>
      <Section title={all.support.overview.actings}>
        <Actings actings={actings} none={all.support.overview.noActings} {...reader} />
      </Section>
      <Section title={all.activity.title}>
        <ActivityLog lines={activity.lines} {...reader} />
        <Pagination
          label={all.activity.pages}
          newer={{ href: before ? here : null, label: all.activity.newest }}
          older={{
            href: activity.cursor ? `${here}?before=${activity.cursor}` : null,
            label: all.activity.older,
          }}
        />
      </Section>
    </>
  );
}
