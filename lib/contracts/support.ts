import { z } from "zod";
import type { ActivityView, InstantText, IntegerText } from "./views";

/** What staff type into the one search field; at least two characters. */
export const searchText = z.string().trim().min(2, { error: "search_too_short" }).max(100);

export const startActingInput = z.object({
  accountId: z.string().regex(/^acc_[a-z2-7]{20}$/),
  /** The customer reads it, word for word. */
  reason: z.string().trim().min(10, { error: "reason_too_short" }).max(500, { error: "reason_too_long" }),
});
export type StartActingInput = z.output<typeof startActingInput>;

export const quotaRequestInput = z.object({
  wantedGpus: z.coerce
    .number({ error: "gpus_invalid" })
    .int({ error: "gpus_invalid" })
    .min(1, { error: "gpus_invalid" })
    .max(4096, { error: "gpus_invalid" }),
  reason: z.string().trim().min(10, { error: "reason_too_short" }).max(2000, { error: "reason_too_long" }),
});
export type QuotaRequestInput = z.output<typeof quotaRequestInput>;

/** Why an account was found. */
export const matches = ["account", "email", "name", "instance", "payment", "address"] as const;
export type Match = (typeof matches)[number];

export type FoundAccountView = {
  accountId: string;
  accountName: string;
  ownerName: string;
  ownerEmail: string;
  createdAt: InstantText;
  matchedBy: Match;
};

type MemberRole = "owner" | "admin" | "developer" | "billing" | "viewer";

export type MemberView = {
  userId: string;
  name: string;
  email: string;
  emailConfirmed: boolean;
  role: MemberRole;
};

/** The head of an account for staff; its instances, payments and ledger are the customer's own views. */
export type AccountOverviewView = {
  id: string;
  name: string;
  currency: string;
  gpuQuota: number;
  createdAt: InstantText;
  members: MemberView[];
  instanceCounts: { live: number; all: number };
  quotaRequests: { id: string; wantedGpus: number; reason: string; at: InstantText; userName: string }[];
};

/** A stretch in which staff acted as the customer, and what they looked at. */
export type ActingView = {
  id: string;
  staffName: string;
  reason: string;
  startedAt: InstantText;
  /** When it ended or, while it lasts, when it will. */
  until: InstantText;
  active: boolean;
  seconds: IntegerText;
  pages: { path: string; at: InstantText; times: number }[];
};

export const activityFilters = ["all", "own", "staff", "system"] as const;
export type ActivityFilter = (typeof activityFilters)[number];

export type ActivityPage = { lines: ActivityView[]; cursor: string | null };
