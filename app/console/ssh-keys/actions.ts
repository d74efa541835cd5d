"use server";
import { revalidatePath } from "next/cache";
import { addSshKeyInput, removeSshKeyInput, renameSshKeyInput } from "@/lib/contracts/ssh-keys";
import { action } from "@/lib/server/action";
import { addSshKey } from "@/lib/services/ssh-keys/add";
import { removeSshKey } from "@/lib/services/ssh-keys/remove";
import { renameSshKey } from "@/lib/services/ssh-keys/rename";

const after = () => revalidatePath("/console", "layout");

export const add = action(addSshKeyInput, addSshKey, { after });
export const rename = action(renameSshKeyInput, renameSshKey, { after });
export const remove = action(removeSshKeyInput, removeSshKey, { after });
