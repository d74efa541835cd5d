/** Where payments live in the query cache. The live stream writes there, pages read. */
export const paymentKeys = {
  list: () => ["payments"] as const,
};
