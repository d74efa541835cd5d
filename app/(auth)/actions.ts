"use server";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import {
  confirmEmailInput,
  emailInput,
  nothing,
  resetPasswordInput,
  signInInput,
  signUpInput,
} from "@/lib/contracts/identity";
import { action } from "@/lib/server/action";
import { returnPath } from "@/lib/server/return-path";
import { currentSession } from "@/lib/server/session";
import { signInHere, signOutHere, signUpHere } from "@/lib/server/sign-in";
import { confirmEmail, resendConfirmation } from "@/lib/services/identity/confirm-email";
import { requestPasswordReset, resetPassword } from "@/lib/services/identity/reset-password";

const back = z.string().max(2000).optional();

export const signIn = action(
  signInInput.extend({ callbackUrl: back }),
  async (ctx, { callbackUrl, ...input }) => {
    await signInHere(ctx, input);
    return { to: returnPath(callbackUrl, "/console") };
  },
  { as: "public", after: ({ to }) => redirect(to) },
);

export const signUp = action(
  signUpInput.extend({ callbackUrl: back }),
  async (ctx, { callbackUrl, ...input }) => {
    const signedIn = await signUpHere(ctx, input);
    return { email: input.email, to: signedIn ? returnPath(callbackUrl, "/console") : null };
  },
  {
    as: "public",
    after: ({ to }) => {
      if (to) redirect(to);
    },
  },
);

export const requestReset = action(
  emailInput,
  async (ctx, input) => {
    await requestPasswordReset(ctx, input);
    return { email: input.email };
  },
  { as: "public" },
);

export const reset = action(resetPasswordInput, resetPassword, {
  as: "public",
  after: () => redirect("/sign-in?done=reset"),
});

export const confirm = action(confirmEmailInput, confirmEmail, {
  as: "public",
  after: async () => {
    // The link to the console on this page has already fetched it, with the banner that asks to confirm.
    revalidatePath("/console", "layout");
    redirect((await currentSession()) ? "/console" : "/sign-in?done=confirmed");
  },
});

export const resend = action(nothing, resendConfirmation);

export async function signOut(): Promise<void> {
  await signOutHere(await cookies());
  redirect("/sign-in");
}
