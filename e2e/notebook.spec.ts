import type { Page, Request } from "@playwright/test";
import { ask } from "./fixtures/database";
import { deployment } from "./fixtures/deployment";
import { expectAccessible, expectWithin } from "./fixtures/looks";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { NotebookPage } from "./pages/notebook";
import { signIn } from "./pages/sign-in";
import { SupportPage } from "./pages/support";

const opened = (id: string) =>
  ask("select 1 from audit_log where action = 'instance.notebook_opened' and target_id = $1", [id]);

async function launchLab(page: Page): Promise<InstancePage> {
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_a100_80gb", "ru-samara-1");
  await page.getByRole("radio", { name: /^JupyterLab/ }).check();
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  return instance;
}

test("JupyterLab opens from the instance's page, runs a cell, cannot touch the portal, and ends with the run", async ({
  page,
  otherBrowser,
  complaints,
}) => {
  // Starting, refused, ended: each is said with its status. Next answers 500 to an action of another origin.
  for (const status of [403, 409, 500, 503]) complaints.expectStatus(status);
  complaints.expectBlocked();
  const customer = await readyToLaunch(page);
  const instance = await launchLab(page);

  const notebook = await NotebookPage.open(page);
  const tab = notebook.page;
  await notebook.expectLab();
  const host = deployment().notebooks.replace("*", instance.id.replace("_", "-"));
  expect(tab.url()).toBe(`${host}/lab`);
  await notebook.run('print("as it was sent")');
  expect(await opened(instance.id)).toHaveLength(1);
  await expectAccessible(page, "instance with a notebook");

  // Code in a notebook asks the portal for things, as a stranger's would: no cookie goes along, nothing happens.
  const asked: Request[] = [];
  const note = (request: Request) => {
    if (request.url().startsWith(deployment().web)) asked.push(request);
  };
  tab.on("request", note);
  const before = await ask("select count(*)::int as n from audit_log where account_id = $1", [
    customer.accountId,
  ]);
  const answers = await tab.evaluate(
    async ([web, id]) => {
      const to = (path: string) => `${web}/console/instances/${id}${path}`;
      const post = { method: "POST", credentials: "include", mode: "no-cors" } as const;
      const read = await fetch(to(""), { credentials: "include" }).then(
        () => "read",
        () => "refused",
      );
      const sent = await Promise.all(
        [to(""), to("/jupyter")].map((url) => fetch(url, { ...post, body: new FormData() })),
      );
      return { read, sent: sent.map(({ type }) => type), cookie: document.cookie };
    },
    [deployment().web, instance.id] as const,
  );
  expect(answers).toEqual({ read: "refused", sent: ["opaque", "opaque"], cookie: "_xsrf=simulated" });
  tab.off("request", note);
  expect(asked).toHaveLength(3);
  for (const request of asked) expect((await request.allHeaders()).cookie).toBeUndefined();
  expect(
    await ask("select count(*)::int as n from audit_log where account_id = $1", [customer.accountId]),
  ).toEqual(before);
  await instance.expectState("running");

  // A link into it is good once, and nobody else gets in: not another customer, not staff who act as this one.
  const link = await ask<{ n: number }>(
    "select count(*)::int as n from notebook_passes where instance_id = $1",
    [instance.id],
  );
  expect(link).toEqual([{ n: 1 }]);
  const stranger = await otherBrowser();
  await stranger.goto(host);
  await new NotebookPage(stranger).expectSaid("closed");
  await expectAccessible(stranger, "closed notebook");
  for (const width of [390, 320]) await expectWithin(stranger, width, "closed notebook");
  await stranger.setViewportSize({ width: 1440, height: 900 });
  await signIn(stranger, "support@example.com");
  const support = new SupportPage(stranger);
  await support.find(customer.email);
  await support.openAccount(customer.name);
  await support.actAsCustomer("Customer asks about the notebook");
  await expect(support.banner).toContainText(customer.name);
  await stranger.goto(`/console/instances/${instance.id}`);
  await expect(stranger.getByText("it is closed while you act as a customer")).toBeVisible();
  await expect(stranger.getByRole("button", { name: "Open JupyterLab" })).toHaveCount(0);

  // The run ends, and what is open with it.
  await instance.carryOut("Stop");
  await expect(tab.getByText("Kernel disconnected")).toBeVisible();
  await tab.reload();
  await notebook.expectSaid("not_running");
  await tab.getByRole("link", { name: "To the instance" }).click();
  await expect(tab).toHaveURL(new RegExp(`/console/instances/${instance.id}$`));
  await instance.expectState("stopped");
  await instance.terminate();
});

test("signing out closes the notebook", async ({ page, complaints }) => {
  for (const status of [403, 503]) complaints.expectStatus(status);
  await readyToLaunch(page);
  await launchLab(page);
  const notebook = await NotebookPage.open(page);
  await notebook.expectLab();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page
    .getByRole("button", { name: "Sign out" })
    .or(page.getByRole("menuitem", { name: "Sign out" }))
    .click();
  await expect(notebook.page.getByText("Kernel disconnected")).toBeVisible();
  await notebook.page.reload();
  await notebook.expectSaid("closed");
});
