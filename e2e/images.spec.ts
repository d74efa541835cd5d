import { ask, askOne } from "./fixtures/database";
import { deleteImage, machinesIn } from "./fixtures/incus";
import { confirmedCustomer, giveKey, readyToLaunch } from "./fixtures/prepared-customer";
import { sshRun } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { expectState, ImagesPage, SnapshotsPage } from "./pages/snapshots";

const SAMARA = "ru-samara-1";
const CPU = "cpu_4x";

test("what was written is there after a stop, comes back with a snapshot, and launches as an image", async ({
  page,
}) => {
  const { key, accountId } = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open(CPU, SAMARA);
  await page.getByRole("radio", { name: /^Debian 12/ }).check();
  await launch.name("origin");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const inside = async (on: InstancePage, command: string) =>
    sshRun((await on.sshCommand.textContent()) ?? "", key.file, command);
  await inside(instance, "echo made before > notes.txt");

  const snapshots = new SnapshotsPage(page, instance.id);
  await page.getByRole("link", { name: "Snapshots" }).click();
  await expect(page.getByText("No snapshots yet")).toBeVisible();
  await snapshots.take("before");
  await expect(snapshots.row("before")).toContainText("4 GiB");
  await expect(page.getByText("Stop the instance to restore a snapshot.")).toBeVisible();

  await instance.open();
  await inside(instance, "echo made after > later.txt");
  await instance.carryOut("Stop");
  await instance.expectState("stopped");
  await instance.carryOut("Start", /^Start · /);
  await instance.expectState("running");
  expect(await inside(instance, "cat notes.txt; ls")).toBe("made before\nlater.txt\nnotes.txt\n");
  await instance.carryOut("Stop");
  await instance.expectState("stopped");

  await snapshots.open();
  const restore = await snapshots.ask("before", "Restore");
  await expect(restore).toContainText("Everything written after that is lost");
  await restore.getByLabel(/^Type .* to confirm$/).fill("origin");
  await restore.getByRole("button", { name: "Restore" }).click();
  await expectState(snapshots.row("before"), "ready");

  const make = await snapshots.ask("before", "Make image");
  await expect(make).toContainText("a disk of 50 GiB or more");
  await make.getByLabel("Name").fill("golden");
  await make.getByRole("button", { name: "Make image" }).click();
  await expect(page).toHaveURL(/\/console\/images$/);
  const images = new ImagesPage(page);
  await expectState(images.row("golden"), "ready");

  // The origin goes, and its snapshot with it; the image stays.
  await instance.open();
  await instance.carryOut("Start", /^Start · /);
  await instance.expectState("running");
  expect(await inside(instance, "ls")).toBe("notes.txt\n");
  await instance.terminate();
  await page.goto("/console/images");
  await images.row("golden").getByRole("link", { name: "Launch" }).click();
  await expect(page.getByRole("radio", { name: /^golden/ })).toBeChecked();
  await launch.name("copy");
  const copy = new InstancePage(page, await launch.launch());
  await copy.expectState("running");
  expect(await inside(copy, "cat notes.txt")).toBe("made before\n");

  await page.goto("/console/images");
  await expect(images.row("golden")).toContainText("copy");
  const { id: imageId } = await askOne<{ id: string }>(
    "select id from private_images where account_id = $1",
    [accountId],
  );
  await deleteImage(SAMARA, imageId);
  await expectState(images.row("golden"), "missing");
  await expect(images.row("golden")).toContainText("No longer there at the provider");
  await expect(images.row("golden").getByRole("link", { name: "Launch" })).toHaveCount(0);
  await images.delete("golden");
  expect(await machinesIn(SAMARA)).toContain(copy.id.replaceAll("_", "-"));
  const actions = await ask<{ action: string }>(
    "select action from audit_log where account_id = $1 and action ~ '^(snapshot|image)' order by seq",
    [accountId],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    "snapshot.created",
    "snapshot.restored",
    "image.created",
    "image.missing",
    "image.deleted",
  ]);
  await copy.open();
  await copy.terminate();
});

test("an image that a region or its driver does not have says so instead of being offered", async ({
  page,
}) => {
  await confirmedCustomer(page);
  await giveKey(page);
  const launch = new LaunchPage(page);
  const option = (name: RegExp) => page.getByRole("radio", { name });
  await launch.open("gpu_1x_rtx3090_24gb", SAMARA);
  await expect(option(/^Ubuntu 24\.04 LTS, CUDA 12\.8/)).toBeDisabled();
  await expect(page.getByText("Needs NVIDIA driver 570.26 or newer").first()).toBeVisible();
  await expect(option(/^Ubuntu 22\.04 LTS/)).toBeChecked();
  await launch.open("gpu_1x_h200_141gb", "ae-dubai-1");
  await expect(option(/^Ubuntu 24\.04 LTS, CUDA 12\.8/)).toBeChecked();
  await expect(option(/^JupyterLab/)).toBeDisabled();
  await expect(page.getByText("Not in this region now")).toBeVisible();
});

test("a template brings a script that can be changed, and a cloud-config is read before it is launched", async ({
  page,
}) => {
  await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_a100_80gb", SAMARA);
  const script = page.getByLabel("Start-up script");
  await page.getByRole("radio", { name: /^JupyterLab/ }).check();
  await expect(script).toHaveValue(/systemctl enable --now jupyterlab/);
  await expect(page.getByText("It listens on 8888 (JupyterLab)")).toBeVisible();
  await page.getByRole("radio", { name: /^vLLM/ }).check();
  await expect(script).toHaveValue(/MODEL=/);
  await script.fill("#cloud-config\npackages: [git\n");
  await launch.button.click();
  await expect(page.getByText("This cloud-config is not valid YAML: look at line 3.").first()).toBeVisible();
  await page.getByRole("button", { name: "Back to the template's script" }).click();
  await expect(script).toHaveValue(/MODEL=/);
});
