import { expect, it, vi } from "vitest";
import { patience } from "@/lib/testing/patience";
import { repeat, start } from "./loops";

it("repeats until stopped, and stopping waits for the piece in hand", async () => {
  const finished: number[] = [];
  let release = () => {};
  const third = new Promise<void>((done) => {
    release = done;
  });
  const inHand = vi.fn();
  const running = start([
    repeat("count", async () => {
      if (finished.length === 2) {
        inHand();
        await third;
      }
      finished.push(finished.length);
      return 0;
    }),
  ]);
  await vi.waitUntil(() => inHand.mock.calls.length === 1, patience);
  const stopped = running.stop();
  release();
  await stopped;
  expect(finished).toEqual([0, 1, 2]);
});

it("goes on after a failure, beside loops that know nothing of it", async () => {
  vi.useFakeTimers();
  const silence = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  let attempts = 0;
  let beats = 0;
  const running = start([
    repeat("fails", async () => {
      attempts += 1;
      throw new Error("no");
    }),
    repeat("beats", async () => {
      beats += 1;
      return 1000;
    }),
  ]);
  await vi.advanceTimersByTimeAsync(3600);
  await running.stop();
  expect(attempts).toBe(4);
  expect(beats).toBe(4);
  silence.mockRestore();
  vi.useRealTimers();
});
