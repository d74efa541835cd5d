import { expect, it } from "vitest";
import { testDatabase } from "./database";

const database = await testDatabase();

it("clones the migrated template with its clock", async () => {
  const { rows } = await database.owner.query<{ near: boolean }>(
    "SELECT abs(extract(epoch FROM app_now() - clock_timestamp())) < 1 AS near",
  );
  expect(rows).toEqual([{ near: true }]);
});
