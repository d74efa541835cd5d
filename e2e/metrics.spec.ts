import { askOne } from "./fixtures/database";
import { asCustomer } from "./fixtures/people";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";

asCustomer(
  "metrics of a running instance: charts, their words, their tables, every range, live",
  async ({ page }) => {
    const { id } = await askOne<{ id: string }>(
      "select id from instances where id like 'ins_demonstration%' and state = 'running'",
    );
    const instance = new InstancePage(page, id);
    await instance.open();
    await expect(page.getByRole("main")).toContainText("GPU load");
    await page.getByRole("link", { name: "All metrics" }).click();
    await expect(page).toHaveURL(/\/metrics$/);

    for (const name of ["Load", "Memory", "Power", "Temperature"]) {
      const chart = instance.chart(name, "GPU 0");
      await expect(chart.locator("canvas")).toBeVisible();
      await expect(chart).toContainText(/at the end, .* on average, between .* and /);
    }
    for (const name of ["Processor load", "Disk in use", "Disk traffic", "Network traffic"])
      await expect(instance.chart(name).locator("canvas")).toBeVisible();

    // The crosshair is one for all charts.
    const before = await instance.chart("Power", "GPU 0").locator("figcaption").textContent();
    await instance.chart("Load", "GPU 0").hover();
    await expect(instance.chart("Power", "GPU 0").locator("figcaption")).toContainText(/\d\d:\d\d:\d\d/);
    expect(before).not.toMatch(/\d\d:\d\d:\d\d/);
    await page.mouse.move(0, 0);

    const card = page.getByRole("article", { name: "GPU 0" });
    await card.getByText("Show as a table").click();
    const table = card.getByRole("table", { name: "GPU 0, Last hour" });
    await expect(table.getByRole("row")).not.toHaveCount(1);
    await expect(table.getByRole("row").nth(2)).toContainText(/\d %.*GiB.*W.*°C/);

    // A new reading comes by itself.
    const last = async () =>
      Number(
        (
          await askOne<{ last: string }>(
            "select max(bucket)::text as last from card_readings where instance_id = $1 and step = 10",
            [id],
          )
        ).last,
      );
    const known = await last();
    await expect.poll(last).toBeGreaterThan(known);
    await expect(page.getByTestId("last-reading")).toContainText(/Last reading \d{1,2}s ago/);

    for (const [name, part] of [
      ["Last 24 hours", "average of a minute"],
      ["Last 30 days", "average of ten minutes"],
    ] as const) {
      await page.getByRole("link", { name, exact: true }).click();
      await expect(page.getByText(part)).toBeVisible();
      await expect(instance.chart("Load", "GPU 0").locator("canvas")).toBeVisible();
    }

    await page.goto("/console/instances");
    const row = page.getByRole("row", { name: /chat-endpoint/ });
    await expect(row.getByText(/^\d+%$/)).toBeVisible();
  },
);

test("somebody else's readings are not there", async ({ customer, page, complaints }) => {
  expect(customer.accountId).toBeTruthy();
  complaints.expectStatus(404);
  const answer = await page.request.get("/api/live/readings?instance=ins_demonstrationmachind&range=1h");
  expect(answer.status()).toBe(404);
  expect((await page.goto("/console/instances/ins_demonstrationmachind/metrics"))?.status()).toBe(404);
});
