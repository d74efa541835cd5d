import { describe, expect, it } from "vitest";
import { patience } from "@/lib/testing/patience";
import { type Loop, rest } from "../loops";
import { regionsLoop } from "./regions";

/** A loop that writes down its life, and ends when it is told to, or when the test lets it. */
function world() {
  const events: string[] = [];
  const held = new Map<string, Promise<void>>();
  const loopsOf = (regionId: string): Loop[] => [
    {
      name: regionId,
      async run(signal) {
        events.push(`${regionId} begins`);
        await rest(60_000, signal);
        await held.get(regionId);
        events.push(`${regionId} ends`);
      },
    },
  ];
  return { events, held, loopsOf };
}

describe("regionsLoop", () => {
  it("begins, moves and ends regions while it runs, and ends all of them with itself", async () => {
    const { events, loopsOf } = world();
    let clusters = new Map([["a", "here"]]);
    const stop = new AbortController();
    const running = regionsLoop(() => clusters, loopsOf, 1).run(stop.signal);
    await expect.poll(() => events, patience).toEqual(["a begins"]);
    clusters = new Map([
      ["a", "here"],
      ["b", "there"],
    ]);
    await expect.poll(() => events, patience).toEqual(["a begins", "b begins"]);
    clusters = new Map([
      ["a", "elsewhere"],
      ["b", "there"],
    ]);
    await expect.poll(() => events.slice(2), patience).toEqual(["a ends", "a begins"]);
    clusters = new Map([["a", "elsewhere"]]);
    await expect.poll(() => events.slice(4), patience).toEqual(["b ends"]);
    stop.abort();
    await running;
    expect(events.slice(5)).toEqual(["a ends"]);
  });

  it("does not wait for a region that takes its time to end", async () => {
    const { events, held, loopsOf } = world();
    let letGo = () => {};
    held.set(
      "slow",
      new Promise((done) => {
        letGo = done;
      }),
    );
    let clusters = new Map([["slow", "1"]]);
    const stop = new AbortController();
    const running = regionsLoop(() => clusters, loopsOf, 1).run(stop.signal);
    await expect.poll(() => events, patience).toEqual(["slow begins"]);
    clusters = new Map([
      ["slow", "2"],
      ["quick", "1"],
    ]);
    await expect.poll(() => events, patience).toEqual(["slow begins", "quick begins"]);
    letGo();
    // Never two of one region at a time.
    await expect.poll(() => events.slice(2), patience).toEqual(["slow ends", "slow begins"]);
    stop.abort();
    await running;
  });
});
