import type { Metadata } from "next";
import { RegionForm } from "@/components/fleet/region-form";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { messages, pick, say } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readRegion } from "@/lib/services/fleet/read-region";
import { saveRegion } from "../../actions";

type Props = { params: Promise<{ region: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await props.params).region };
}

export default async function EditRegionPage(props: Props) {
  const regionId = (await props.params).region;
  const ctx = await read(staffContext());
  const { region, form } = await read(readRegion(ctx, { regionId }));
  const all = messages(ctx.locale);
  const words = all.fleet;
  const page = `/admin/fleet/${region.id}`;
  return (
    <MessagesProvider areas={pick(all, "fleet")}>
      <PageHeader
        title={say(words.form.editTitle, { name: region.name })}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[
              { label: words.title, href: "/admin/fleet" },
              { label: region.name, href: page },
              { label: words.region.edit },
            ]}
          />
        }
      />
      <RegionForm
        mode="edit"
        values={form}
        inSettings={ctx.ports.clusters.configured(region.id) !== null}
        back={page}
        save={saveRegion}
      />
    </MessagesProvider>
  );
}
