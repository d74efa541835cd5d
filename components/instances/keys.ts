/** Where instances live in the query cache. The live stream writes there, pages read. */
export const instanceKeys = {
  list: () => ["instances"] as const,
};
