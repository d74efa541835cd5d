import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeSandbox, startStripeSandbox } from "./server";
import { startReceiver } from "./testing/receiver";

const run = promisify(execFile);
const KEY = "sk_test_forTheCommandLine0123456789";

let sandbox: StripeSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let home: string;

/** Runs the stock command line, which can reach nothing but this machine. */
async function stripe(...args: string[]): Promise<string> {
  const nowhere = "http://127.0.0.1:9";
  const { stdout } = await run(
    path.resolve("node_modules/.bin/stripe"),
    [...args, "--api-base", sandbox.url, "--api-key", KEY],
    {
      env: {
        NODE_ENV: "test",
        PATH: process.env.PATH ?? "",
        HOME: home,
        XDG_CONFIG_HOME: home,
        STRIPE_CLI_TELEMETRY_OPTOUT: "1",
        HTTPS_PROXY: nowhere,
        HTTP_PROXY: nowhere,
        NO_PROXY: "127.0.0.1",
      },
    },
  );
  return stdout;
}

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "stripe-cli-"));
  receiver = await startReceiver();
  sandbox = await startStripeSandbox({
    automatic: false,
    settleSeconds: 0,
    endpoint: { url: receiver.url, secret: "whsec_cli" },
  });
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
  await rm(home, { recursive: true });
});

describe("stripe trigger", () => {
  it.each([
    "customer.created",
    "payment_intent.created",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.requires_action",
    "payment_intent.processing",
    "payment_intent.canceled",
    "charge.succeeded",
    "charge.failed",
    "charge.captured",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "setup_intent.succeeded",
    "setup_intent.setup_failed",
    "price.created",
  ])("%s arrives at the webhook endpoint", async (type) => {
    receiver.received.length = 0;
    expect(await stripe("trigger", type)).toContain("Trigger succeeded");
    await sandbox.tick();
    expect(receiver.types()).toContain(type);
  });
});

describe("stripe, reading", () => {
  it("lists payment intents and events", async () => {
    await stripe("trigger", "payment_intent.succeeded");
    const intents = JSON.parse(await stripe("payment_intents", "list", "--limit", "1")) as {
      data: { id: string; status: string }[];
    };
    expect(intents.data[0]?.status).toBe("succeeded");
    const shown = await stripe("payment_intents", "retrieve", intents.data[0]?.id ?? "");
    expect(JSON.parse(shown)).toEqual(intents.data[0]);
    const events = JSON.parse(await stripe("events", "list", "--limit", "3")) as { data: { type: string }[] };
    expect(events.data.map((event) => event.type)).toContain("payment_intent.succeeded");
  });

  it("sends an event again", async () => {
    const events = JSON.parse(await stripe("events", "list", "--limit", "1")) as { data: { id: string }[] };
    const id = events.data[0]?.id ?? "";
    await sandbox.deliverNow();
    receiver.received.length = 0;
    await stripe("events", "resend", id);
    await sandbox.deliverNow();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).toContain(id);
  });
});
