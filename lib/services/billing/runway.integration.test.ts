import { describe, expect, it } from "vitest";
import { DomainError } from "@/lib/domain/errors";
import { TICKS_PER_UNIT, ticks } from "@/lib/domain/money";
import { second, secondToIso } from "@/lib/domain/time";
import { firstSteps } from "@/lib/services/identity/first-steps";
import { launchInstance } from "@/lib/services/instances/launch";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld } from "@/lib/testing/machines";
import { runwayView } from "./runway";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 4)]);

const dollars = (amount: bigint) => ticks(amount * TICKS_PER_UNIT);

describe("the runway of an account", () => {
  it("is nothing while nothing burns", async () => {
    const { ctx } = await world.customer(100n);
    expect(await runwayView(ctx)).toBeNull();
  });

  it("falls to zero at the second that the meter names, over credit that expires on the way", async () => {
    const { ctx, accountId, launchInput } = await world.customer(10n);
    const now = BigInt(Math.floor((await accountBalanceView(ctx, accountId)).serverNowMs / 1000));
    const expires = second(now + 7200n);
    await grantCredit(world.system, { accountId, name: "trial", granted: dollars(50n), from: null, expires });
    await launchInstance(ctx, launchInput());
    await world.settle();

    const meter = await accountBalanceView(ctx, accountId);
    const line = await runwayView(ctx);
    expect(line?.points.at(-1)?.at).toBe(meter.runsOutAt);
    expect(line?.marks.map((mark) => mark.kind)).toContain("credit_changes");
    expect(line?.marks.find((mark) => mark.kind === "credit_changes")?.at).toBe(secondToIso(expires));
    const [first] = line?.points ?? [];
    const passed = BigInt(Date.parse(first?.at ?? "")) / 1000n - BigInt(meter.anchorSecond);
    expect(BigInt(first?.balanceTicks ?? "")).toBe(
      BigInt(meter.balanceTicks) - BigInt(meter.burnTicksPerSecond) * passed,
    );
  });

  it("is over when the balance is, and another's is not shown", async () => {
    const { ctx, launchInput } = await world.customer(1n);
    await launchInstance(ctx, launchInput());
    await world.settle();
    expect(await runwayView(ctx)).not.toBeNull();
    await world.advance(4 * 3600);
    expect(await runwayView(ctx)).toBeNull();
    await catchUpDue(world.system, 100);
    expect(await runwayView(ctx)).toBeNull();
    await expect(runwayView({ ...ctx, subject: null })).rejects.toBeInstanceOf(DomainError);
  });
});

describe("the first steps", () => {
  it("are ticked as they are done", async () => {
    const { ctx, launchInput } = await world.customer(0n);
    expect(await firstSteps(ctx)).toEqual({ credit: false, key: true, launched: false });
    const paid = await world.customer(20n);
    expect(await firstSteps(paid.ctx)).toEqual({ credit: true, key: true, launched: false });
    await launchInstance(paid.ctx, { ...paid.launchInput(), name: launchInput().name });
    expect((await firstSteps(paid.ctx)).launched).toBe(true);
  });
});
