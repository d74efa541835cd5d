"use server";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import {
  changePasswordInput,
  nothing,
  pauseInput,
  revokeSessionInput,
  settingsInput,
} from "@/lib/contracts/identity";
import { THEME_COOKIE } from "@/lib/format/theme";
import { action } from "@/lib/server/action";
import { changePassword as changePasswordVerb } from "@/lib/services/identity/change-password";
import { revokeOtherSessions, revokeSession as revokeSessionVerb } from "@/lib/services/identity/sessions";
import { keepPause, updateSettings } from "@/lib/services/identity/update-settings";

const YEAR_SECONDS = 31_536_000;

export const saveSettings = action(settingsInput, updateSettings, {
  after: async ({ theme }) => {
    (await cookies()).set(THEME_COOKIE, theme, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax" });
    revalidatePath("/console", "layout");
  },
});

export const changePassword = action(changePasswordInput, changePasswordVerb, {
  after: () => revalidatePath("/console/settings"),
});

export const revokeSession = action(revokeSessionInput, revokeSessionVerb, {
  after: () => revalidatePath("/console/settings"),
});

export const revokeOthers = action(nothing, revokeOtherSessions, {
  after: () => revalidatePath("/console/settings"),
});

export const keepFiguresPaused = action(pauseInput, keepPause);
