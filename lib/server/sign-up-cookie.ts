import { cookies } from "next/headers";
import { z } from "zod";
import { env } from "./env";

/** As long as the link in the mail. */
const MAX_AGE_SECONDS = 24 * 3600;

/** What the browser that signed up remembers: its own secret, and where it wanted to go. */
const mark = z.object({ browser: z.string().min(1).max(100), back: z.string().max(2000).nullable() });
export type BrowserMark = z.output<typeof mark>;

function cookie() {
  const secure = env().publicUrl.startsWith("https://");
  return {
    name: `${secure ? "__Secure-" : ""}wattsecond.sign-up`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}

/** Only in actions and route handlers. */
export async function markBrowser(value: BrowserMark): Promise<void> {
  const { name, options } = cookie();
  (await cookies()).set(name, JSON.stringify(value), { ...options, maxAge: MAX_AGE_SECONDS });
}

export async function unmarkBrowser(): Promise<void> {
  const { name, options } = cookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** Null in a browser that did not sign up lately. */
export async function browserMark(): Promise<BrowserMark | null> {
  const value = (await cookies()).get(cookie().name)?.value;
  if (!value) return null;
  try {
    return mark.parse(JSON.parse(value));
  } catch {
    return null;
  }
}
