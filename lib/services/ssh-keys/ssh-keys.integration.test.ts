import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { launchInstance } from "@/lib/services/instances/launch";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld } from "@/lib/testing/machines";
import { addSshKey } from "./add";
import { listSshKeys } from "./list";
import { removeSshKey } from "./remove";
import { renameSshKey } from "./rename";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 2)]);

function newKey(comment = ""): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const part = (value: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, value.length]), value]);
  const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]).toString("base64");
  return `ssh-ed25519 ${blob} ${comment}`.trim();
}

it("adds a key under its name, or under its comment, and once", async () => {
  const { ctx } = await world.customer(0n);
  const publicKey = newKey("ada@desk");
  expect(await addSshKey(ctx, { name: null, publicKey })).toMatchObject({
    name: "ada@desk",
    type: "ssh-ed25519",
  });
  expect(await addSshKey(ctx, { name: null, publicKey: newKey("ada@desk") })).toMatchObject({
    name: "ada@desk 2",
  });
  await expect(addSshKey(ctx, { name: "again", publicKey })).rejects.toMatchObject({
    code: "already_exists",
    field: "publicKey",
    params: { name: "ada@desk" },
  });
  await expect(addSshKey(ctx, { name: "ada@desk", publicKey: newKey() })).rejects.toMatchObject({
    code: "already_exists",
    field: "name",
  });
  const twice = newKey();
  const raced = await Promise.allSettled(
    [1, 2].map((n) => addSshKey(ctx, { name: `raced ${n}`, publicKey: twice })),
  );
  expect(raced.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("refuses a private key and keeps nothing of it anywhere", async () => {
  const { ctx } = await world.customer(0n);
  const secret = generateKeyPairSync("ed25519")
    .privateKey.export({ format: "pem", type: "pkcs8" })
    .toString();
  const error = await addSshKey(ctx, { name: "oops", publicKey: secret }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ssh_key_private", field: "publicKey" });
  const body = secret.split("\n")[1] ?? "nothing";
  const everything = JSON.stringify([
    error,
    String(error instanceof Error ? error.stack : error),
    await database.db.select().from(schema.sshKeys),
    await database.db.select({ detail: schema.auditLog.detail }).from(schema.auditLog),
  ]);
  expect(everything).not.toContain(body);
});

it("renames and removes, and says which instances still carry it", async () => {
  const { ctx, keyId, launchInput } = await world.customer(100n);
  const { id } = await launchInstance(ctx, launchInput());
  await renameSshKey(ctx, { sshKeyId: keyId, name: "work" });
  expect(await listSshKeys(ctx)).toMatchObject([{ name: "work", usedBy: [{ instanceId: id, name: "box" }] }]);
  expect(await removeSshKey(ctx, { sshKeyId: keyId })).toEqual({
    stillUsedBy: [{ instanceId: id, name: "box" }],
  });
  expect(await removeSshKey(ctx, { sshKeyId: keyId })).toEqual({
    stillUsedBy: [{ instanceId: id, name: "box" }],
  });
  expect(await listSshKeys(ctx)).toEqual([]);
  const stranger = await world.customer(0n);
  await expect(removeSshKey(stranger.ctx, { sshKeyId: keyId })).rejects.toMatchObject({ code: "not_found" });
  await expect(renameSshKey(stranger.ctx, { sshKeyId: keyId, name: "x" })).rejects.toMatchObject({
    code: "not_found",
  });
});
