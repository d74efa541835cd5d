/** Where volumes live in the query cache. The live stream writes there, pages read. */
export const volumeKeys = {
  list: () => ["volumes"] as const,
};
