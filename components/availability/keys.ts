/** Where availability lives in the query cache of the console. The live stream writes there, pages read. */
export const availabilityKeys = {
  all: () => ["availability"] as const,
};
