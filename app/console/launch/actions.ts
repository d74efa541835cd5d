"use server";
import { revalidatePath } from "next/cache";
import { launchInput } from "@/lib/contracts/instances";
import { action } from "@/lib/server/action";
import { launchInstance } from "@/lib/services/instances/launch";

export const launch = action(launchInput, launchInstance, {
  after: () => revalidatePath("/console", "layout"),
});
