import { z } from "zod";

/** Lower case without spaces around: how addresses are stored and compared. */
export const emailAddress = z
  .string("required")
  .trim()
  .toLowerCase()
  .min(1, "required")
  .max(254, "email_long")
  .pipe(z.email("email_invalid"));

/** A password to be set. What else it may not be needs the address, and is the verb's to say. */
export const newPassword = z
  .string("password_required")
  .min(1, "password_required")
  .min(10, "password_short")
  .max(200, "password_long");

const givenPassword = z.string("password_required").min(1, "password_required").max(1000, "password_long");

const personName = z.string("name_required").trim().min(1, "name_required").max(80, "name_long");

export const signInInput = z.object({
  email: emailAddress,
  password: givenPassword,
});
export const signUpInput = z.object({ name: personName, email: emailAddress, password: newPassword });
export const emailInput = z.object({ email: emailAddress });
const linkSecret = z.string("required").min(1, "required").max(200, "invalid");
export const confirmEmailInput = z.object({ token: linkSecret, password: givenPassword.optional() });
export const resetPasswordInput = z.object({ token: linkSecret, password: newPassword });
export const changePasswordInput = z.object({ currentPassword: givenPassword, newPassword });
export const confirmPasswordInput = z.object({ password: givenPassword });
export const revokeSessionInput = z.object({ sessionId: z.string().regex(/^ses_[a-z2-7]{20}$/) });
export const nothing = z.object({});
export const pauseInput = z.object({ paused: z.boolean() });

const knownZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).format() !== "";
  } catch {
    return false;
  }
};

export const settingsInput = z.object({
  name: personName,
  /** Empty: the browser's own. */
  timeZone: z
    .string()
    .trim()
    .max(64)
    .refine((zone) => zone === "" || knownZone(zone), "time_zone_unknown")
    .transform((zone) => (zone === "" ? null : zone)),
  theme: z.enum(["system", "light", "dark"]),
  locale: z.enum(["en", "ru", "es", "it"]).default("en"),
  /** A ticked box. */
  pauseLiveFigures: z.union([z.boolean(), z.literal("on").transform(() => true)]).default(false),
});

export type SignInInput = z.output<typeof signInInput>;
export type SignUpInput = z.output<typeof signUpInput>;
export type EmailInput = z.output<typeof emailInput>;
export type ConfirmEmailInput = z.output<typeof confirmEmailInput>;
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
export type ConfirmPasswordInput = z.output<typeof confirmPasswordInput>;
export type RevokeSessionInput = z.output<typeof revokeSessionInput>;
export type SettingsInput = z.output<typeof settingsInput>;
