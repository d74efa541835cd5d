import { demonstrationPassword, people } from "@/drizzle/seed/people";
import { env } from "./env";

/** The sign-ins that the demonstration shows to everybody; null wherever anything is real. */
export function demonstrationSignIns(): { emails: string[]; password: string } | null {
  if (!env().demonstration) return null;
  return { emails: people.map(({ email }) => email), password: demonstrationPassword };
}
