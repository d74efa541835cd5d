import { eq } from "drizzle-orm";
import { users } from "@/drizzle/schema";
import type { SettingsInput } from "@/lib/contracts/identity";
import type { ServiceContext } from "@/lib/services/context";
import { recordIdentity } from "./audit";
import { requireSelf } from "./change-password";

/** Name, time zone, theme, language and pause of the live figures. Returns what is kept. */
export async function updateSettings(ctx: ServiceContext, input: SettingsInput): Promise<SettingsInput> {
  const { userId } = requireSelf(ctx);
  await ctx.transact(async (tx) => {
    await tx.update(users).set(input).where(eq(users.id, userId));
    await recordIdentity(ctx, tx, { userId, action: "user.settings_changed" });
  });
  return input;
}

/** Keeps whether live figures stand still, from the switch beside them. */
export async function keepPause(ctx: ServiceContext, input: { paused: boolean }): Promise<void> {
  const { userId } = requireSelf(ctx);
  await ctx.transact((tx) =>
    tx.update(users).set({ pauseLiveFigures: input.paused }).where(eq(users.id, userId)),
  );
}
