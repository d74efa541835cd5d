import { addCredit, addKey, confirm, newCustomer } from "../fixtures/customer";
import { segmentsOf } from "../fixtures/database";
import { deployment } from "../fixtures/deployment";
import { machinesIn } from "../fixtures/incus";
import { sshRun } from "../fixtures/ssh";
import { expect, test } from "../fixtures/test";
import { InstancePage } from "../pages/instance";
import { LaunchPage } from "../pages/launch";
import { MoneyBar, ticksOf } from "../pages/money-bar";

const TYPE = "cpu_1x";
/** 0.08 per hour: the same number of ticks per second. */
const RATE = 80_000n;
const DISK_RATE = 548n;

test("the main job on a real machine: sign up, confirm, pay, launch, connect, stop, start, terminate", async ({
  page,
}) => {
  const [region = ""] = Object.keys(deployment().incus);
  const customer = await newCustomer(page);
  await confirm(page, customer.email);
  await addCredit(page);
  const key = await addKey(page);

  // Nothing here is a demonstration any more.
  await expect(page.getByText("no real machines")).toHaveCount(0);

  const launch = new LaunchPage(page);
  await launch.open(TYPE, region);
  await expect(launch.summary).toContainText("$0.08");
  await launch.name("real thing");
  const id = await launch.launch();
  const instance = new InstancePage(page, id);
  expect(await ticksOf(instance.cost)).toBe(0n);
  await instance.expectState("running");
  expect(await machinesIn(region)).toEqual([id.replaceAll("_", "-")]);

  const connect = async (command: string) =>
    sshRun((await instance.sshCommand.textContent()) ?? "", key.file, command);
  expect(await connect("whoami; hostname; . /etc/os-release; echo $ID")).toBe("debian\nreal-thing\ndebian\n");
  await connect("echo kept > note");

  await instance.carryOut("Stop");
  await instance.expectState("stopped");
  const [run, disk] = await segmentsOf(id);
  if (!run?.upper || !disk) throw new Error("the run was not closed");
  expect(run).toMatchObject({ kind: "run", rate: RATE });
  expect(disk).toEqual({ kind: "disk", rate: DISK_RATE, lower: run.upper, upper: null });
  const cost = (run.upper - run.lower) * RATE;
  await instance.open();
  await expect(instance.receipt.getByTestId("receipt-total")).toHaveAttribute("data-ticks", `${cost}`);
  expect(((await ticksOf(instance.totalCost)) - cost) % DISK_RATE).toBe(0n);

  await instance.carryOut("Start", "Start · $0.08/h");
  await instance.expectState("running");
  expect(await connect("cat note")).toBe("kept\n");

  await instance.terminate();
  const segments = await segmentsOf(id);
  expect(segments.filter(({ upper }) => upper === null)).toEqual([]);
  const total = segments.reduce((sum, { lower, upper, rate }) => sum + ((upper ?? lower) - lower) * rate, 0n);
  await expect(instance.totalCost).toHaveAttribute("data-ticks", `${total}`);
  const credit = 25n * 3_600_000_000n;
  await expect(new MoneyBar(page).balance).toHaveAttribute("data-ticks", `${credit - total}`);
  expect(await machinesIn(region)).toEqual([]);
});
