import type { Metadata } from "next";
import { RegionForm } from "@/components/fleet/region-form";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { newRegionForm } from "@/lib/services/fleet/read-region";
import { saveRegion } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).fleet.form.addTitle };

export default async function NewRegionPage() {
  const ctx = await read(staffContext());
  const all = messages(ctx.locale);
  const words = all.fleet;
  return (
    <MessagesProvider areas={pick(all, "fleet")}>
      <PageHeader
        title={words.form.addTitle}
        text={words.form.addText}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ label: words.title, href: "/admin/fleet" }, { label: words.form.addTitle }]}
          />
        }
      />
      <RegionForm
        mode="add"
        values={newRegionForm}
        inSettings={false}
        back="/admin/fleet"
        save={saveRegion}
      />
    </MessagesProvider>
  );
}
