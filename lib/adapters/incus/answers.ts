import { z } from "zod";

/** The parts of the daemon's answers that we read; whatever else it says is ignored. */
export const envelope = z.object({
  type: z.enum(["sync", "async", "error"]),
  error: z.string().default(""),
  error_code: z.number().default(0),
  operation: z.string().nullish(),
  metadata: z.unknown(),
});

export const operation = z.object({
  id: z.string(),
  /** `websocket`: somebody's command or console, which may go on for days. */
  class: z.string().default("task"),
  status_code: z.number(),
  err: z.string().default(""),
  // A cluster's own operations name no members at all.
  resources: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type OperationAnswer = z.infer<typeof operation>;

export const operationList = z.record(z.string(), z.array(operation)).nullish();

const devices = z.record(z.string(), z.record(z.string(), z.string()));

export const instance = z.object({
  name: z.string(),
  status_code: z.number(),
  location: z.string().default("none"),
  created_at: z.string(),
  last_used_at: z.string().default(""),
  config: z.record(z.string(), z.string()).nullish(),
  devices: devices.nullish(),
  expanded_devices: devices.nullish(),
});
export type InstanceAnswer = z.infer<typeof instance>;

/** What a PUT sends back whole, because it replaces everything. */
export const editable = z.object({
  architecture: z.string().optional(),
  config: z.record(z.string(), z.string()),
  description: z.string().optional(),
  devices,
  ephemeral: z.boolean().optional(),
  profiles: z.array(z.string()),
});

export const state = z.object({
  status_code: z.number(),
  pid: z.number().default(0),
  network: z
    .record(
      z.string(),
      z.object({
        addresses: z
          .array(z.object({ family: z.string(), address: z.string(), scope: z.string() }))
          .nullish(),
      }),
    )
    .nullish(),
});
export type StateAnswer = z.infer<typeof state>;

export const fullInstance = instance.extend({ state: state.nullish() });

export const server = z.object({
  config: z.record(z.string(), z.unknown()).nullish(),
  /** Not told to strangers. */
  environment: z
    .object({
      server_clustered: z.boolean().default(false),
      server_name: z.string().default(""),
      addresses: z.array(z.string()).nullish(),
    })
    .nullish(),
});

export const member = z.object({
  server_name: z.string(),
  status: z.string(),
  url: z.string().default(""),
  config: z.record(z.string(), z.string()).nullish(),
});

export const resources = z.object({
  cpu: z.object({ total: z.number() }),
  memory: z.object({ total: z.number() }),
  gpu: z.object({
    cards: z
      .array(
        z.object({
          pci_address: z.string().default(""),
          vendor: z.string().default(""),
          product: z.string().default(""),
          driver: z.string().default(""),
          driver_version: z.string().default(""),
          nvidia: z
            .object({
              model: z.string().default(""),
              nvrm_version: z.string().default(""),
              cuda_version: z.string().default(""),
            })
            .nullish(),
        }),
      )
      .nullish(),
  }),
});

export const poolResources = z.object({ space: z.object({ total: z.number().default(0) }) });

export const event = z.object({
  type: z.string(),
  timestamp: z.string(),
  metadata: z.object({ action: z.string(), source: z.string() }),
});
