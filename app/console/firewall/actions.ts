"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import {
  closeSshInput,
  createFirewallSetInput,
  firewallSetInput,
  instanceFirewallInput,
  setInstanceFirewallInput,
  updateFirewallSetInput,
} from "@/lib/contracts/firewall";
import { action } from "@/lib/server/action";
import { setInstanceFirewall } from "@/lib/services/firewall/attach";
import { closeSsh, openSsh } from "@/lib/services/firewall/close-ssh";
import { createFirewallSet } from "@/lib/services/firewall/create-set";
import { deleteFirewallSet } from "@/lib/services/firewall/delete-set";
import { updateFirewallSet } from "@/lib/services/firewall/update-set";
import { withRows } from "./rows";

const after = () => revalidatePath("/console", "layout");

const toList = () => {
  after();
  redirect("/console/firewall");
};

export const create = withRows(action(createFirewallSetInput, createFirewallSet, { after: toList }));
export const update = withRows(action(updateFirewallSetInput, updateFirewallSet, { after: toList }));
export const remove = action(firewallSetInput, deleteFirewallSet, { after });
export const attach = action(setInstanceFirewallInput, setInstanceFirewall, { after });
export const close = action(closeSshInput, closeSsh, { after });
export const open = action(instanceFirewallInput, openSsh, { after });
