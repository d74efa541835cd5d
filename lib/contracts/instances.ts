import { z } from "zod";
import { blankAsNull, catalogueCode, givenName, idOf, requestId } from "./common";
import { firewallSetIds } from "./firewall";
import { idleStopMinutes, idleStopPercent } from "./telemetry";
import type { IntegerText } from "./views";
import { mountPath } from "./volumes";

/** What cloud-init is given at most. */
export const SCRIPT_MAXIMUM_BYTES = 64 * 1024;
const instanceId = idOf("ins");

/** An instant with its zone: "2026-03-01T18:00:00Z", "…+03:00". The page turns local time into one. */
const stopAt = blankAsNull(
  z.iso.datetime({ offset: true, error: "stop_time_invalid" }).transform((text) => new Date(text)),
);

const startupScript = blankAsNull(
  z
    .string()
    .transform((text) => text.replace(/\r\n/g, "\n"))
    .refine((text) => new TextEncoder().encode(text).length <= SCRIPT_MAXIMUM_BYTES, {
      error: "script_too_long",
    })
    .refine((text) => /^(#!|#cloud-config\b)/.test(text), { error: "script_without_shebang" })
    .refine((text) => !text.includes("\u0000"), { error: "script_characters" }),
);

/** A form sends one value or several under the same name. */
const sshKeyIds = z.preprocess(
  (value) => (typeof value === "string" ? [value] : (value ?? [])),
  z.array(idOf("key")).min(1, { error: "ssh_key_missing" }).max(20, { error: "ssh_keys_too_many" }),
);

/** `priceId` is the run price that was shown; another one in force is answered `price_changed`. */
export const launchInput = z.object({
  requestId,
  regionId: catalogueCode,
  typeId: catalogueCode,
  imageId: catalogueCode,
  sshKeyIds,
  name: givenName,
  startupScript,
  stopAt,
  idleStopMinutes,
  idleStopPercent,
  priceId: catalogueCode,
  /** A volume to have from the start; the launch then goes to its host. */
  volumeId: blankAsNull(idOf("vol")),
  mountPath: blankAsNull(mountPath),
  firewallSetIds,
});
export type LaunchInput = z.output<typeof launchInput>;

/** A form sends text. */
const yes = z.preprocess((value) => value === true || value === "true", z.boolean()).optional();

/** `copyDisk`: where there is no room on the disk's host, copy it to another one that has. */
export const startInput = z.object({ instanceId, priceId: catalogueCode, stopAt, copyDisk: yes });
export type StartInput = z.output<typeof startInput>;

export const instanceInput = z.object({ instanceId });
export type InstanceInput = z.output<typeof instanceInput>;

export const logKinds = ["console", "startup"] as const;

export const instanceLogInput = z.object({ instanceId, kind: z.enum(logKinds, { error: "unknown" }) });
export type InstanceLogInput = z.output<typeof instanceLogInput>;

/** One boot-to-stop stretch of an instance. */
export const runInput = z.object({
  runId: z.string().regex(/^run_[a-z2-7]{20}_\d{1,6}$/, { error: "unknown" }),
});
export type RunInput = z.output<typeof runInput>;

export const renameInput = z.object({ instanceId, name: givenName });
export type RenameInput = z.output<typeof renameInput>;

/** The name is typed again, because the disk goes for good. */
export const terminateInput = z.object({ instanceId, confirmName: z.string({ error: "name_not_matching" }) });
export type TerminateInput = z.output<typeof terminateInput>;

/** Null clears it. */
export const setStopTimeInput = z.object({ instanceId, stopAt });
export type SetStopTimeInput = z.output<typeof setStopTimeInput>;

/** The failed instance whose choices are launched again, at the price that was shown. */
export const tryAgainInput = z.object({ instanceId, requestId, priceId: catalogueCode });
export type TryAgainInput = z.output<typeof tryAgainInput>;

const restartHow = z.enum(["here", "copy", "wait"]);

/**
 * For each instance what to do with it, at the price that was shown: `<instance> <here|copy|wait> <price>`. `copy`: also
 * when its disk has to be copied to another host; `wait`: not now, but say when there is room.
 */
export const restartAllInput = z.object({
  wish: z.preprocess(
    (value) => (typeof value === "string" ? [value] : (value ?? [])),
    z
      .array(
        z
          .string()
          .regex(/^ins_[a-z2-7]{20} (here|copy|wait) \S{1,80}$/, { error: "unknown" })
          .transform((text) => {
            const [id = "", how, priceId = ""] = text.split(" ");
            return { instanceId: id, how: restartHow.parse(how), priceId };
          }),
      )
      .min(1, { error: "required" })
      .max(500, { error: "unknown" }),
  ),
});
export type RestartAllInput = z.output<typeof restartAllInput>;

/** What "start again" after the end of the balance would start, and what that costs together. */
export type RestartOfferView = {
  currency: string;
  instances: {
    instanceId: string;
    name: string;
    typeName: string;
    /** Null: its type is not sold there any more. */
    priceId: string | null;
    microsPerHour: IntegerText;
    /** Where it would start if all do; see `startPlaces` in lib/domain/placement. */
    place: "here" | "copy" | "wait";
    hostAway: boolean;
    copy: { gib: number; minutes: number };
    /** It was asked to be told when there is room, and nobody was told yet. */
    waiting: boolean;
  }[];
};

type Restarted = { instanceId: string; name: string };
/** Each instance by itself: one may be out of stock while others start. */
export type RestartResultView = {
  /** `copies`: its disk goes to another host first. What was starting or running already is among them. */
  started: (Restarted & { copies: boolean })[];
  waiting: Restarted[];
  refused: (Restarted & { code: string })[];
};

/** What the page needs before "Start", "Stop" and "Terminate": prices in force now. */
export type StartQuoteView = {
  priceId: string;
  microsPerHour: IntegerText;
  diskMicrosPerHour: IntegerText;
  currency: string;
  /** It would start now, without more ado. */
  available: boolean;
  /** Where it would start now; see `StartPlace` in lib/domain/placement. */
  place: "here" | "copy" | "wait";
  /** The host of its disk does not answer. */
  hostAway: boolean;
  /** What copying its disk to another host means, said beforehand. */
  copy: { gib: number; minutes: number };
};

/** What the launch form starts from. */
export type LaunchOptionsView = {
  suggestedName: string;
  gpuQuota: number;
  gpusInUse: number;
};
