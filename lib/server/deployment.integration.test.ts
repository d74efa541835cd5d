import { afterEach, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { claimDatabase } from "./deployment";

const { owner } = await testDatabase();

afterEach(async () => {
  await owner.query("DELETE FROM deployment");
});

it("claims an empty database once, and finds itself there again", async () => {
  await claimDatabase(owner, { deploymentId: "ws-one", demonstration: true });
  await claimDatabase(owner, { deploymentId: "ws-one", demonstration: true });
  const { rows } = await owner.query("SELECT id, demonstration FROM deployment");
  expect(rows).toEqual([{ id: "ws-one", demonstration: true }]);
});

it("refuses another deployment's database, and says which", async () => {
  await claimDatabase(owner, { deploymentId: "ws-one", demonstration: false });
  await expect(claimDatabase(owner, { deploymentId: "ws-two", demonstration: false })).rejects.toThrow(
    /^DEPLOYMENT_ID .*set DEPLOYMENT_ID=ws-one/,
  );
});

it("never lets a demonstration become live, nor a live database a demonstration", async () => {
  await claimDatabase(owner, { deploymentId: "ws-one", demonstration: true });
  await expect(claimDatabase(owner, { deploymentId: "ws-one", demonstration: false })).rejects.toThrow(
    /^DATABASE_URL .*must not become live/,
  );
  await owner.query("UPDATE deployment SET demonstration = false");
  await expect(claimDatabase(owner, { deploymentId: "ws-one", demonstration: true })).rejects.toThrow(
    /^DATABASE_URL .*must not touch/,
  );
});
