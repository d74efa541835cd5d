import { headers } from "next/headers";
import { DEFAULT_LOCALE, type Messages, messages } from "@/lib/i18n";
import { env } from "./env";
import { returnPath } from "./return-path";

type Query = Record<string, string | string[] | undefined>;
export type AuthPageProps = { searchParams: Promise<Query> };

/** What every page around signing in needs: its frame, its words, and where to go afterwards. */
export async function authPage(search: Query) {
  // Reading the request makes the page dynamic, which its nonces need.
  await headers();
  const words: Messages = messages(DEFAULT_LOCALE);
  const query = (name: string): string | null => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const callbackUrl = returnPath(withinSite(query("callbackUrl")), "") || null;
  return {
    frame: { brand: env().brand, demonstration: env().demonstration, locale: DEFAULT_LOCALE },
    words,
    query,
    callbackUrl,
    /** To hand `callbackUrl` on to the neighbouring page. */
    callbackQuery: callbackUrl === null ? "" : `?callbackUrl=${encodeURIComponent(callbackUrl)}`,
  };
}

/** next-auth writes whole addresses; ours are as good as paths. */
function withinSite(given: string | null): string | null {
  const { publicUrl } = env();
  return given?.startsWith(`${publicUrl}/`) ? given.slice(publicUrl.length) : given;
}
