import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "./fixtures/database";
import { dataFolder } from "./fixtures/deployment";
import { fingerprintOf, makeKey } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { SshKeysPage } from "./pages/ssh-keys";

const keysOf = (accountId: string) =>
  ask<{ fingerprint: string }>(
    "select fingerprint from ssh_keys where account_id = $1 and deleted_at is null",
    [accountId],
  );

test("ed25519, ecdsa and rsa are taken, with the fingerprint that ssh-keygen prints", async ({
  page,
  customer,
}) => {
  const keys = new SshKeysPage(page);
  await keys.open();
  for (const [type, bits] of [["ed25519"], ["ecdsa", 384], ["rsa", 2048]] as const) {
    const key = await makeKey(type, bits);
    await keys.paste(key.publicKey, `my ${type}`);
    await expect(keys.row(`my ${type}`)).toContainText(key.fingerprint);
  }
  expect(await keysOf(customer.accountId)).toHaveLength(3);

  await keys.row("my rsa").getByRole("button", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("the old one");
  await dialog.getByRole("button", { name: "Save name" }).click();
  await expect(keys.row("the old one")).toBeVisible();
  await keys.row("the old one").getByRole("button", { name: "Remove" }).click();
  await expect(dialog).toContainText("New instances can no longer be launched with it.");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(keys.row("the old one")).toHaveCount(0);
});

test("what is no key, too weak, unsupported or there already is refused beside the field", async ({
  page,
  customer,
}) => {
  const keys = new SshKeysPage(page);
  await keys.open();
  const weak = await makeKey("rsa", 1024);
  const good = await makeKey();
  const [type, body = ""] = good.publicKey.split(" ");
  for (const [pasted, answer] of [
    ["hello", "This is not an SSH public key."],
    [`${type} ${body.slice(0, -8)} cut`, "This is not an SSH public key."],
    [weak.publicKey, "This key is too weak."],
    [good.publicKey + good.publicKey, "These are several keys."],
    ["", "Paste the contents of your .pub file."],
  ] as const) {
    await keys.paste(pasted);
    await expect(keys.addForm.getByText(answer)).toBeVisible();
    await expect(keys.addForm.getByLabel("Public key")).toHaveValue(pasted.replace(/\r\n/g, "\n"));
  }
  expect(await keysOf(customer.accountId)).toEqual([]);
  await keys.paste(good.publicKey);
  await expect(keys.row(good.fingerprint)).toBeVisible();
  await keys.paste(good.publicKey, "again");
  await expect(keys.addForm.getByText(/already/)).toBeVisible();
});

test("a private key pasted by mistake is refused and kept nowhere", async ({ page, customer }) => {
  const keys = new SshKeysPage(page);
  await keys.open();
  const key = await makeKey();
  await keys.paste(key.privateKey);
  await expect(keys.addForm.getByText("This is a private key. It was not stored.")).toBeVisible();
  expect(await keysOf(customer.accountId)).toEqual([]);
  // A line of its middle: the part that only this key has.
  const secret = key.privateKey.split("\n")[3] ?? "";
  expect(secret.length).toBeGreaterThan(40);
  expect(await everywhereInTheDatabase(secret)).toEqual([]);
  const logs = join(dataFolder(), "logs");
  for (const name of readdirSync(logs))
    expect(readFileSync(join(logs, name), "utf8").includes(secret), name).toBe(false);
});

/** The tables in which some row holds the text in some column. */
async function everywhereInTheDatabase(text: string): Promise<string[]> {
  const tables = await ask<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await ask(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test("the browser makes a pair whose private half only it has", async ({ page, customer }) => {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  const keys = new SshKeysPage(page);
  await keys.open();
  const download = await keys.generate("from the browser");
  expect(download.suggestedFilename()).toBe("from-the-browser_ed25519");
  const file = await download.path();
  await expect(keys.row("from the browser")).toContainText(await fingerprintOf(file));
  await expect(page.getByText("The pair is made.")).toBeVisible();
  const secret = readFileSync(file, "utf8").split("\n")[3] ?? "";
  expect(sent.filter((body) => body.includes(secret))).toEqual([]);
  expect(await keysOf(customer.accountId)).toHaveLength(1);
});
