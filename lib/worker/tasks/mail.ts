import { env } from "@/lib/server/env";
import { renderMail } from "@/lib/server/mail";
import { mailer } from "@/lib/server/mailer";
import type { Job } from "@/lib/services/context";

type MailJob = Extract<Job, { task: "mail" }>["payload"];

/** Sends one mail. `key` is the job's: the same job tried again is the same mail to the reader's mailbox. */
export async function sendMail(job: MailJob, key: string): Promise<void> {
  const { to, ...mail } = job;
  await mailer().send({ to, key, ...renderMail({ ...mail, brand: env().brand }) });
}
