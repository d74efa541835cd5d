import { Logger, runOnce } from "graphile-worker";
import { describe, expect, it } from "vitest";
import { enqueue } from "@/lib/server/queue";
import { transact } from "@/lib/server/transact";
import { testDatabase } from "@/lib/testing/database";

const database = await testDatabase();
const facts = {
  actor: {
    kind: "user",
    userId: "usr_x",
    name: "",
    email: "",
    emailConfirmed: true,
    staffRole: null,
    sessionId: "ses_x",
    passwordConfirmedAt: new Date(0),
  },
  subject: { accountId: "acc_x", role: "owner" },
  mode: "own",
  acting: null,
  requestId: "it's a \\ request",
  ip: null,
} as const;
const mail = (name: string) =>
  ({
    task: "mail",
    payload: { to: "d@example.com", template: "t", params: { name }, locale: "en" },
  }) as const;

async function work(): Promise<string[]> {
  const sent: string[] = [];
  await runOnce({
    connectionString: database.url,
    logger: new Logger(() => () => {}),
    taskList: { mail: async (payload) => void sent.push(JSON.stringify(payload)) },
    noHandleSignals: true,
  });
  return sent;
}

describe("the queue", () => {
  it("takes a job from the application's role, exactly when its transaction commits", async () => {
    await transact(database.app, facts, (tx) => enqueue(tx, mail("kept"), "one"));
    await expect(
      transact(database.app, facts, async (tx) => {
        await enqueue(tx, mail("lost"), "two");
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await work()).toEqual([JSON.stringify(mail("kept").payload)]);
  });

  it("replaces a job that waits under the same key", async () => {
    await transact(database.app, facts, (tx) => enqueue(tx, mail("older"), "same"));
    await transact(database.app, facts, (tx) => enqueue(tx, mail("newer"), "same"));
    expect(await work()).toEqual([JSON.stringify(mail("newer").payload)]);
  });

  it("is not the reader's to fill", async () => {
    await expect(
      transact(database.reader, { ...facts, mode: "acting_read" }, (tx) => enqueue(tx, mail("no"), "no")),
    ).rejects.toThrow();
  });
});

it("tells Postgres who acts, and forgets it with the transaction", async () => {
  const told =
    "SELECT current_setting('wattsecond.actor', true) AS actor, current_setting('wattsecond.request_id', true) AS request";
  const inside = await transact(database.app, facts, async (tx) => (await tx.execute(told)).rows[0]);
  expect(inside).toEqual({ actor: "usr_x", request: "it's a \\ request" });
  const { rows } = await database.app.query(told);
  expect(rows[0].actor ?? "").toBe("");
});
