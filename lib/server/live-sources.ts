import type { LiveMessage } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import { listPayments } from "@/lib/services/billing/list-payments";
import { availability } from "@/lib/services/catalogue/availability";
import type { Hint, ServiceContext } from "@/lib/services/context";
import { listInstances } from "@/lib/services/instances/list";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { listKept } from "@/lib/services/snapshots/list";
import { listVolumes } from "@/lib/services/volumes/list";

/** One kind of view that the live stream sends: whole, at the start, every 30 s, and after each hint of its kinds. */
export type LiveSource = {
  kind: Exclude<LiveMessage["kind"], "end">;
  hints: readonly Hint["kind"][];
  /** `account`: the subject's own, only for who may see it. `public`: the same for everybody, read once for all. */
  audience: "account" | "public";
  /** The view now; null: nothing to send. */
  read: (ctx: ServiceContext) => Promise<LiveMessage | null>;
};

/** Every source. An area adds its own here, with the service that its page reads too. */
export const liveSources: readonly LiveSource[] = [
  {
    kind: "meter",
    hints: ["meter"],
    audience: "account",
    read: async (ctx) => {
      const { accountId } = authorise(ctx, "view");
      return { kind: "meter", meter: await accountBalanceView(ctx, accountId) };
    },
  },
  {
    kind: "payments",
    hints: ["payments"],
    audience: "account",
    read: async (ctx) => ({ kind: "payments", payments: (await listPayments(ctx)).lines }),
  },
  {
    kind: "instances",
    hints: ["instances"],
    audience: "account",
    read: async (ctx) => ({ kind: "instances", instances: await listInstances(ctx) }),
  },
  {
    kind: "volumes",
    hints: ["volumes"],
    audience: "account",
    read: async (ctx) => ({ kind: "volumes", volumes: await listVolumes(ctx) }),
  },
  {
    kind: "kept",
    hints: ["kept"],
    audience: "account",
    read: async (ctx) => ({ kind: "kept", kept: await listKept(ctx) }),
  },
  {
    kind: "availability",
    hints: ["availability"],
    audience: "public",
    read: async (ctx) => ({ kind: "availability", availability: await availability(ctx) }),
  },
];
