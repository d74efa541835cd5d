"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { hostRef, regionInput, regionRef } from "@/lib/contracts/fleet";
import { action } from "@/lib/server/action";
import * as drain from "@/lib/services/fleet/drain-host";
import * as maintenance from "@/lib/services/fleet/evacuate-host";
import * as sale from "@/lib/services/fleet/region-sale";
import * as removal from "@/lib/services/fleet/remove-region";
import * as regions from "@/lib/services/fleet/save-region";

const fresh = { as: "staff" as const, after: () => revalidatePath("/admin/fleet", "layout") };

export const saveRegion = action(regionInput, regions.saveRegion, fresh);
export const closeRegion = action(regionRef, sale.closeRegion, fresh);
export const reopenRegion = action(regionRef, sale.reopenRegion, fresh);
export const drainHost = action(hostRef, drain.drainHost, fresh);
export const undrainHost = action(hostRef, drain.undrainHost, fresh);
export const evacuateHost = action(hostRef, maintenance.evacuateHost, fresh);
export const restoreHost = action(hostRef, maintenance.restoreHost, fresh);
export const removeRegion = action(regionRef, removal.removeRegion, {
  as: "staff",
  after: () => {
    revalidatePath("/admin/fleet", "layout");
    // The page that asked for it is one of the things that are gone.
    redirect("/admin/fleet");
  },
});
