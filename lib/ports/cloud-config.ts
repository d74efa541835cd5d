/** What keeps a text from being a cloud-config; null: it is one. `line` counts from 1. */
export type CloudConfigProblem = { problem: "not_yaml"; line: number } | { problem: "not_a_mapping" };

/** Reads a cloud-config as the machine will, before it is too late to say something. Never throws. */
export type CheckCloudConfig = (text: string) => CloudConfigProblem | null;
