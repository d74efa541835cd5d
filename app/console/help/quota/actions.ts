"use server";
import { quotaRequestInput } from "@/lib/contracts/support";
import { action } from "@/lib/server/action";
import { requestQuota } from "@/lib/services/support/request-quota";

export const sendRequest = action(quotaRequestInput, requestQuota);
