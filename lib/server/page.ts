import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { PATH_HEADER } from "./request";
import { returnPath, signInPath } from "./return-path";
import { currentSession } from "./session";
import type { CurrentSession } from "./session-lookup";

/** The address of the page being shown, without what Next adds for itself. */
export async function pagePath(): Promise<string> {
  return returnPath((await headers()).get(PATH_HEADER), "/console");
}

/** The session, or the way to the sign-in page and back. For layouts and pages. */
export async function requireSession(): Promise<CurrentSession> {
  const session = await currentSession();
  if (!session) redirect(signInPath(await pagePath()));
  return session;
}

/** A session that looks at an account. Staff without one go to their own pages. */
export async function requireAccount(): Promise<
  CurrentSession & { subject: NonNullable<CurrentSession["subject"]> }
> {
  const session = await requireSession();
  const { subject } = session;
  if (subject) return { ...session, subject };
  if (session.actor.staffRole !== null) redirect("/support");
  forbidden();
}

/** Staff pages: whoever is signed in and staff; the others see that they may not. */
export async function requireStaff(role: "support" | "admin" = "support"): Promise<CurrentSession> {
  const session = await requireSession();
  const { staffRole } = session.actor;
  if (staffRole === null || (role === "admin" && staffRole !== "admin")) forbidden();
  return session;
}
