import type { Loop } from "../loops";
import { rest, start } from "../loops";

const LOOK_EVERY_MS = 1000;

type Running = { key: string; stop(): Promise<void> };

/**
 * Keeps one set of loops per region that has a cluster: begun when it gets one, begun anew when that is elsewhere, ended
 * when it has none any more. A region whose loops take their time to end holds up no other. `clusters` says for each
 * region, in any text, where it is.
 */
export function regionsLoop(
  clusters: () => ReadonlyMap<string, string>,
  loopsOf: (regionId: string) => readonly Loop[],
  lookEveryMs = LOOK_EVERY_MS,
): Loop {
  return {
    name: "regions",
    async run(signal) {
      const running = new Map<string, Running>();
      const ending = new Map<string, Promise<void>>();
      const end = (regionId: string, { stop }: Running) => {
        running.delete(regionId);
        ending.set(
          regionId,
          stop().finally(() => ending.delete(regionId)),
        );
      };
      try {
        while (!signal.aborted) {
          const wanted = clusters();
          for (const [regionId, entry] of running)
            if (wanted.get(regionId) !== entry.key) end(regionId, entry);
          for (const [regionId, key] of wanted)
            if (!running.has(regionId) && !ending.has(regionId))
              running.set(regionId, { key, ...start(loopsOf(regionId)) });
          await rest(lookEveryMs, signal);
        }
      } finally {
        for (const [regionId, entry] of running) end(regionId, entry);
        await Promise.all(ending.values());
      }
    },
  };
}
