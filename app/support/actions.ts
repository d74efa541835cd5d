"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { startActingInput } from "@/lib/contracts/support";
import { action } from "@/lib/server/action";
import { staffContext } from "@/lib/server/context";
import { endActing, startActing } from "@/lib/services/support/start-acting";

export const actAsCustomer = action(startActingInput, startActing, {
  as: "staff",
  after: () => {
    revalidatePath("/console", "layout");
    redirect("/console");
  },
});

/** The banner's button: back to the account that was looked at. */
export async function stopActing(): Promise<void> {
  const ctx = await staffContext();
  // Hinted once this answer is out: the open page would otherwise reload before it learns where to go.
  const notify: typeof ctx.notify = (...hints) => after(() => ctx.notify(...hints));
  const { accountId } = await endActing({ ...ctx, notify });
  revalidatePath("/console", "layout");
  redirect(accountId ? `/support/accounts/${accountId}` : "/support");
}
