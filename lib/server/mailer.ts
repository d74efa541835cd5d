import { createSmtpMailer } from "@/lib/adapters/smtp/mailer";
import type { Mailer } from "@/lib/ports/mailer";
import { env } from "./env";

let made: Mailer | undefined;

/** The mailer of this process. */
export function mailer(): Mailer {
  made ??= createSmtpMailer({ url: env().smtpUrl, from: env().mailFrom });
  return made;
}
