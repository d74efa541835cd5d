"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import {
  confirmEmailInput,
  emailInput,
  resetPasswordInput,
  signInInput,
  signUpInput,
} from "@/lib/contracts/identity";
import { action } from "@/lib/server/action";
import { returnPath } from "@/lib/server/return-path";
import { confirmHere, signInHere, signOutHere, signUpHere } from "@/lib/server/sign-in";
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
    await signUpHere(ctx, input, callbackUrl ?? null);
    return { email: input.email };
  },
  { as: "public" },
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

export const confirm = action(
  confirmEmailInput,
  async (ctx, input) => ({ to: await confirmHere(ctx, input) }),
  { as: "public", after: ({ to }) => redirect(to) },
);

export async function signOut(): Promise<void> {
  await signOutHere(await cookies());
  redirect("/sign-in");
}
