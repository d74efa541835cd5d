/** How long tests wait for what must come. Only what hangs ends by it: a slow machine is no failure. */
export const patience = { timeout: 120_000, interval: 20 };
