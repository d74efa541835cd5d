"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { FormAction } from "@/components/ui/form";
import {
  closeSshInput,
  createFirewallSetInput,
  firewallSetInput,
  instanceFirewallInput,
  setInstanceFirewallInput,
  updateFirewallSetInput,
} from "@/lib/contracts/firewall";
import { changeRows, ROWS } from "@/lib/contracts/firewall-rows";
import { action } from "@/lib/server/action";
import { formInput, typedValues } from "@/lib/server/form-input";
import { setInstanceFirewall } from "@/lib/services/firewall/attach";
import { closeSsh, openSsh } from "@/lib/services/firewall/close-ssh";
import { createFirewallSet } from "@/lib/services/firewall/create-set";
import { deleteFirewallSet } from "@/lib/services/firewall/delete-set";
import { updateFirewallSet } from "@/lib/services/firewall/update-set";

const after = () => revalidatePath("/console", "layout");

const toList = () => {
  after();
  redirect("/console/firewall");
};

/** A post of one of the buttons that change rows saves nothing: the form comes back with other rows. */
const withRows =
  <T>(save: FormAction<T>): FormAction<T> =>
  async (previous, form) => {
    const change = form.get(ROWS);
    if (typeof change !== "string") return save(previous, form);
    const values = changeRows(typedValues(formInput(form)), change);
    return { ok: false, code: ROWS, message: "", values };
  };

export const create = withRows(action(createFirewallSetInput, createFirewallSet, { after: toList }));
export const update = withRows(action(updateFirewallSetInput, updateFirewallSet, { after: toList }));
export const remove = action(firewallSetInput, deleteFirewallSet, { after });
export const attach = action(setInstanceFirewallInput, setInstanceFirewall, { after });
export const close = action(closeSshInput, closeSsh, { after });
export const open = action(instanceFirewallInput, openSsh, { after });
