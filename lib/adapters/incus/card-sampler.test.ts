import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RunInGuest } from "@/lib/ports/telemetry";
import { CardSampler } from "./card-sampler";

const line = "00000000:41:00.0, 50, 100, 200, 250.5, 40\n";
const named = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `ins-${at}`, host: "a", hasCards: true }));

/** How long each guest takes; null: it never answers, and the command is given up after six seconds. */
let takes: (name: string) => number | null;
let asked: { name: string; at: number }[];
let inFlight: number;
let most: number;
const run: RunInGuest = async (name) => {
  asked.push({ name, at: performance.now() });
  inFlight += 1;
  most = Math.max(most, inFlight);
  const ms = takes(name);
  await new Promise((done) => setTimeout(done, ms ?? 6000));
  inFlight -= 1;
  if (ms === null) throw new Error("given up");
  return { stdout: line, exitCode: 0 };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  takes = () => 50;
  asked = [];
  inFlight = 0;
  most = 0;
});
afterEach(() => vi.useRealTimers());

/** A reading every ten seconds, as the collector takes them: how many guests were in each, and how long it took. */
async function readings(sampler: CardSampler, machines: ReturnType<typeof named>, rounds: number) {
  const found: { count: number; ms: number; names: Set<string> }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    const reading = sampler.latest(machines).then((cards) => {
      found.push({ count: cards.size, ms: performance.now() - from, names: new Set(cards.keys()) });
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await reading;
  }
  return found;
}

it("asks each guest once per interval, spread over it, few at once, and a reading waits for none", async () => {
  const sampler = new CardSampler(run);
  const found = await readings(sampler, named(300), 4);
  expect(found.slice(1).map(({ count }) => count)).toEqual([300, 300, 300]);
  expect(found.slice(1).map(({ ms }) => ms)).toEqual([0, 0, 0]);
  expect(found[0]?.ms).toBeLessThanOrEqual(1000);
  expect(most).toBeLessThanOrEqual(16);
  const last = asked.filter(({ at }) => at >= 20_000 && at < 30_000);
  expect(new Set(last.map(({ name }) => name)).size).toBe(300);
  expect(last).toHaveLength(300);
  const perSecond = Array.from({ length: 10 }, (_, second) =>
    last.filter(({ at }) => Math.floor(at / 1000) % 10 === second),
  );
  for (const each of perSecond) expect(each.length).toBeLessThan(60);
});

it("lets slow guests delay nobody, asks them less and less, and hears of them again when they answer", async () => {
  const bad = new Set(named(20).map(({ name }) => name));
  takes = (name) => (bad.has(name) ? null : 50);
  const sampler = new CardSampler(run);
  const machines = named(100);
  const found = await readings(sampler, machines, 12);
  for (const { count, names } of found.slice(3)) {
    expect(count).toBe(80);
    expect([...bad].some((name) => names.has(name))).toBe(false);
  }
  const timesAsked = (name: string) => asked.filter((each) => each.name === name).length;
  expect(Math.max(...[...bad].map(timesAsked))).toBeLessThan(timesAsked("ins-99") / 2);
  takes = () => 50;
  const later = await readings(sampler, machines, 20);
  expect(later.at(-1)?.count).toBe(100);
});

it("takes nothing for this moment's that was said long ago, and forgets who is not watched any more", async () => {
  const sampler = new CardSampler(run);
  const [one, two] = await readings(sampler, named(2), 2);
  expect([one?.count, two?.count]).toEqual([2, 2]);
  takes = () => null;
  const silent = await readings(sampler, named(2), 3);
  expect(silent.at(-1)?.count).toBe(0);
  const before = asked.length;
  await readings(sampler, [], 3);
  expect(asked.length).toBe(before);
});

it("asks a new guest at once", async () => {
  const sampler = new CardSampler(run);
  await readings(sampler, named(2), 2);
  const reading = sampler.latest(named(3));
  await vi.advanceTimersByTimeAsync(60);
  expect((await reading).get("ins-2")).toMatchObject([{ pciAddress: "0000:41:00.0", loadPercent: 50 }]);
});
