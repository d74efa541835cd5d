/** Where an instance's readings live in the query cache. */
export const metricsKeys = {
  readings: (instanceId: string, range: string) => ["readings", instanceId, range] as const,
};
