/** Where snapshots and private images live in the query cache. The live stream writes there, pages read. */
export const keptKeys = {
  all: () => ["kept"] as const,
};
