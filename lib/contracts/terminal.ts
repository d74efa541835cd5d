import { z } from "zod";

const size = { columns: z.int().min(2).max(1000), rows: z.int().min(1).max(500) };

/** What the browser says in text; what is typed travels as binary. */
export const terminalRequest = z.discriminatedUnion("type", [
  /** First of all. `shell`: the token of one to come back to, with how much of its output was seen. */
  z.object({
    type: z.literal("open"),
    shell: z.string().max(100).nullable(),
    seen: z.int().min(0),
    ...size,
  }),
  z.object({ type: z.literal("resize"), ...size }),
  /** So much of the shell's output has been drawn. Without it the shell is soon made to wait. */
  z.object({ type: z.literal("seen"), seen: z.int().min(0) }),
]);
export type TerminalRequest = z.output<typeof terminalRequest>;

/** Why a terminal is over. */
export type TerminalEnd =
  /** The shell ended by itself. */
  | "exited"
  | "machine_off"
  /** The provider's connection to the machine broke. */
  | "lost"
  /** Nobody came back for the shell in time, or our server started anew. */
  | "gone"
  | "signed_out"
  /** This role, or whoever acts as a customer, may not. */
  | "not_allowed"
  | "not_running"
  | "too_many"
  | "unreachable"
  /** The same shell was opened elsewhere. */
  | "taken_over";

/** What the server says in text; output travels as binary. */
export type TerminalMessage =
  /** Output follows from this position on. `fresh`: what was drawn before does not belong to it. */
  | { type: "shell"; shell: string; from: number; fresh: boolean }
  | { type: "end"; reason: TerminalEnd; exitCode: number | null };

/** Where the socket of an instance's terminal is. */
export const terminalPath = (instanceId: string) => `/console/instances/${instanceId}/terminal/socket`;
export const terminalPathPattern = /^\/console\/instances\/([^/]+)\/terminal\/socket$/;
