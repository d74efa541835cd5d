import { ask } from "./fixtures/database";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { GpusPage } from "./pages/gpus";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";

test("without an account: every price, how many are free, and what is announced", async ({ page }) => {
  const gpus = new GpusPage(page);
  await gpus.open();
  const book = await ask<{ region_id: string; instance_type_id: string; rate: string }>(
    `select region_id, instance_type_id, micros_per_hour::text as rate
       from prices p join instance_types t on t.id = p.instance_type_id
      where kind = 'run' and valid_to is null and t.gpu_count = 1`,
  );
  expect(book.length).toBeGreaterThan(5);
  for (const price of book) {
    const cell = gpus.cell(price.instance_type_id, price.region_id);
    await expect(cell.locator("[data-ticks-per-second]")).toHaveAttribute(
      "data-ticks-per-second",
      price.rate,
    );
    // How many depends on who else is there.
    await expect(gpus.free(price.instance_type_id, price.region_id)).toHaveAttribute("data-free", /^\d+$/);
  }
  await expect(page.getByText("Announced for 2027 Q2").first()).toBeVisible();
});

test("eight A100 for forty hours: exact, also without JavaScript", async ({
  page,
  browser,
  contextOptions,
}) => {
  const gpus = new GpusPage(page);
  await gpus.open();
  await gpus.estimate({ type: "gpu_8x_a100_80gb", region: "ru-samara-1", count: "1", hours: "40" });
  // 144 000 s × 12.72 per hour.
  await expect(gpus.estimated).toHaveAttribute("data-ticks", `${40n * 3600n * 12_720_000n}`);
  await expect(gpus.estimated).toHaveText("$508.80");
  await gpus.estimate({ type: "gpu_1x_a100_80gb", region: "ru-samara-1", count: "8", hours: "1.5" });
  await expect(gpus.estimated).toHaveAttribute("data-ticks", `${8n * 5400n * 1_590_000n}`);
  await gpus.estimate({ type: "gpu_1x_a100_80gb", region: "ru-samara-1", count: "0", hours: "1.5" });
  await expect(page.getByText("Enter a whole number from 1 to 1000.")).toBeVisible();

  const plain = await browser.newContext({ ...contextOptions, javaScriptEnabled: false });
  const without = await plain.newPage();
  await without.goto("/gpus?type=gpu_8x_a100_80gb&region=ru-samara-1&count=1&hours=40");
  await expect(without.getByTestId("estimate")).toHaveText("$508.80");
  await plain.close();
});

test("a launch is seen by everybody who looks", async ({ page, otherBrowser }) => {
  const [type, region] = ["gpu_8x_a100_40gb", "ru-samara-1"] as const;
  const visitor = await otherBrowser();
  const gpus = new GpusPage(visitor);
  await readyToLaunch(page);
  await gpus.open(8);
  await expect(visitor.getByText(/^Live/)).toBeVisible();
  const before = Number(await gpus.free(type, region).getAttribute("data-free"));
  const launch = new LaunchPage(page);
  await launch.open(type, region);
  const id = await launch.launch();
  await expect(gpus.free(type, region)).toHaveAttribute("data-free", `${before - 1}`);
  const instance = new InstancePage(page, id);
  await instance.expectState("running");
  await instance.terminate();
  await expect(gpus.free(type, region)).toHaveAttribute("data-free", `${before}`);
});
