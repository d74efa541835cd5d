"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
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
  const { accountId } = await endActing(await staffContext());
  revalidatePath("/console", "layout");
  redirect(accountId ? `/support/accounts/${accountId}` : "/support");
}
