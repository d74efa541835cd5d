import { pathToFileURL } from "node:url";
import { type SandboxOptions, startStripeSandbox } from "./server";

export { type SandboxOptions, type StripeSandbox, startStripeSandbox } from "./server";

function wholeNumber(name: string, fallback: number, largest: number): number {
  const value = process.env[name];
  if (value === undefined || value === "") return fallback;
  if (!/^\d{1,9}$/.test(value) || Number(value) > largest) {
    throw new Error(`${name} must be a whole number from 0 to ${largest}, not "${value}".`);
  }
  return Number(value);
}

function optionsFromEnvironment(): SandboxOptions {
  const env = process.env;
  if (env.SANDBOX_STRIPE_SECRET_KEY && !/^(sk|rk)_test_/.test(env.SANDBOX_STRIPE_SECRET_KEY)) {
    throw new Error(
      "SANDBOX_STRIPE_SECRET_KEY must be a test key (sk_test_…): the sandbox takes no live key.",
    );
  }
  const url = env.SANDBOX_STRIPE_WEBHOOK_URL;
  const secret = env.SANDBOX_STRIPE_WEBHOOK_SECRET;
  if (url && !URL.canParse(url)) throw new Error("SANDBOX_STRIPE_WEBHOOK_URL is not an address.");
  if (Boolean(url) !== Boolean(secret)) {
    throw new Error("Set SANDBOX_STRIPE_WEBHOOK_URL and SANDBOX_STRIPE_WEBHOOK_SECRET together, or neither.");
  }
  return {
    port: wholeNumber("SANDBOX_STRIPE_PORT", 0, 65_535),
    directory: env.SANDBOX_STRIPE_DIR || null,
    settleSeconds: wholeNumber("SANDBOX_STRIPE_SETTLE_SECONDS", 60, 999_999_999),
    bookSeconds: wholeNumber("SANDBOX_STRIPE_BOOK_SECONDS", 0, 999_999_999),
    endpoint: url && secret ? { url, secret } : null,
    ...(env.SANDBOX_STRIPE_MERCHANT ? { merchant: env.SANDBOX_STRIPE_MERCHANT } : {}),
  };
}

async function main(): Promise<void> {
  const sandbox = await startStripeSandbox(optionsFromEnvironment());
  console.log(`Stripe sandbox: ${sandbox.url}`);
  const stop = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
