import type { Metadata } from "next";
import { Actings } from "@/components/support/actings";
import { ActivityLog } from "@/components/support/activity-log";
import { FilterLinks } from "@/components/support/filter-links";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { activityFilters } from "@/lib/contracts/support";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { listActings, listActivity } from "@/lib/services/support/list-activity";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).activity.title };

type Props = { searchParams: Promise<{ show?: string; before?: string }> };

export default async function ActivityPage(props: Props) {
  const { show, before } = await props.searchParams;
  const filter = activityFilters.find((each) => each === show) ?? "all";
  const ctx = await requestContext();
  const [activity, actings, zone] = await read(
    Promise.all([listActivity(ctx, filter, before), listActings(ctx), readerZone()]),
  );
  const words = messages(ctx.locale).activity;
  const reader = { locale: ctx.locale, zone, words };
  const at = (which: string, cursor?: string) =>
    `/console/activity?show=${which}${cursor ? `&before=${cursor}` : ""}`;
  return (
    <>
      <PageHeader title={words.title} text={words.text} />
      {filter === "staff" || (filter === "all" && actings.length > 0 && !before) ? (
        <Section title={words.acting.title} text={words.acting.text}>
          <Actings actings={actings} none={words.acting.none} {...reader} />
        </Section>
      ) : null}
      <FilterLinks
        label={words.filter}
        current={filter}
        options={activityFilters.map((each) => ({ value: each, label: words.filters[each], href: at(each) }))}
      />
      <ActivityLog linked lines={activity.lines} {...reader} />
      <Pagination
        label={words.pages}
        newer={{ href: before ? at(filter) : null, label: words.newest }}
        older={{ href: activity.cursor ? at(filter, activity.cursor) : null, label: words.older }}
      />
    </>
  );
}
