import { parseCronItems, type TaskList } from "graphile-worker";
import { z } from "zod";
import { systemContext } from "@/lib/server/assemble";
import { sweepRateLimits } from "@/lib/services/rate-limit";
import { sendMail } from "./mail";

const mailJob = z.object({
  to: z.string(),
  template: z.string(),
  params: z.record(z.string(), z.string()),
  rows: z.array(z.record(z.string(), z.string())).default([]),
  locale: z.string(),
});

/** What the queue can do, by the job's task. A task that throws is tried again, later and later, twelve times. */
export function tasks(): TaskList {
  return {
    mail: (payload, { job }) => sendMail(mailJob.parse(payload), `${job.key ?? "mail"}:${job.id}`),
    tidy: async () => {
      await sweepRateLimits(systemContext("tidy"));
    },
  };
}

export const cronItems = parseCronItems([{ task: "tidy", match: "17 3 * * *", identifier: "tidy" }]);
