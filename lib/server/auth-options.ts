import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { signInInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import { endSession } from "@/lib/services/identity/end-session";
import { signIn } from "@/lib/services/identity/sign-in";
import { publicContext } from "./context";
import { appDatabase } from "./database";
import { env } from "./env";
import { notifier } from "./hints";
import { SESSION_COOKIE_DAYS, sealSession, sessionCookie } from "./session-cookie";
import { sessionFromCookie } from "./session-lookup";

declare module "next-auth/jwt" {
  interface JWT {
    /** The session's opaque secret; only its hash is in the database. */
    ses?: string;
  }
}
declare module "next-auth" {
  interface User {
    sessionSecret?: string;
  }
}

/** next-auth's configuration: e-mail and password in, a token that holds nothing but an opaque secret out. */
export function authOptions(): AuthOptions {
  const { name, options } = sessionCookie();
  return {
    secret: env().authSecret,
    pages: { signIn: "/sign-in", signOut: "/console/settings", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: SESSION_COOKIE_DAYS * 24 * 3600 },
    cookies: { sessionToken: { name, options } },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials) {
          const input = signInInput.safeParse(credentials);
          if (!input.success) return null;
          try {
            const { userId, secret } = await signIn(await publicContext(), input.data);
            return { id: userId, sessionSecret: secret };
          } catch (error) {
            // next-auth puts the message into the address of the sign-in page: the code is all it may say.
            if (error instanceof DomainError && error.code === "rate_limited") throw new Error(error.code);
            if (error instanceof DomainError) return null;
            throw error;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const ses = user?.sessionSecret ?? token.ses;
        return ses === undefined ? {} : { ses };
      },
      /** For `/api/auth/session` only; the product itself asks `currentSession()`. */
      async session({ session, token }) {
        const current = token.ses ? await sessionFromCookie(await sealSession(token.ses)) : null;
        const { expires } = session;
        return current
          ? { expires, user: { name: current.actor.name, email: current.actor.email } }
          : { expires };
      },
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
        return target?.origin === baseUrl ? target.href : baseUrl;
      },
    },
    events: {
      async signOut({ token }) {
        if (token?.ses) notifier().notify(await endSession(appDatabase(), token.ses));
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}
