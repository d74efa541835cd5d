/** Where the account's meter lives in the query cache. The live stream writes there, every page reads. */
export const meterKeys = {
  current: () => ["meter"] as const,
};
