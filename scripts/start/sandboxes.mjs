// Where the stand-ins for the outside world live, and what the product is told about them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { socketFolder } from "./sockets.mjs";
import { rememberedPort, writeJson } from "./state.mjs";

/** @typedef {NodeJS.ProcessEnv} Env */
/** @typedef {import("./state.mjs").State} State */

/** @param {string} data @param {State} state @param {Env} env @param {string} brand */
export async function placeMail(data, state, env, brand) {
  const smtp = await rememberedPort(data, state, "smtp");
  const web = await rememberedPort(data, state, "mail");
  mkdirSync(join(data, "mail"), { recursive: true, mode: 0o700 });
  env.SMTP_URL = `smtp://127.0.0.1:${smtp}`;
  env.MAIL_FROM ??= `${brand} <no-reply@example.com>`;
  return { smtp, web };
}

/** @param {string} data @param {State} state @param {Env} env @param {number} webPort */
export async function placePayments(data, state, env, webPort) {
  const port = await rememberedPort(data, state, "stripe");
  const folder = join(data, "stripe");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  Object.assign(env, {
    STRIPE_API_BASE: `http://127.0.0.1:${port}`,
    STRIPE_SECRET_KEY: state.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: state.stripeWebhookSecret,
    SANDBOX_STRIPE_PORT: String(port),
    SANDBOX_STRIPE_DIR: folder,
    SANDBOX_STRIPE_SECRET_KEY: state.stripeSecretKey,
    SANDBOX_STRIPE_WEBHOOK_URL: `http://127.0.0.1:${webPort}/api/webhooks/stripe`,
    SANDBOX_STRIPE_WEBHOOK_SECRET: state.stripeWebhookSecret,
  });
  return port;
}

/**
 * Names below localhost lead to one's own machine, and are another site than 127.0.0.1, which is what notebooks need.
 * Null when the demonstration is served at another address than that.
 * @param {string} data @param {State} state @param {Env} env @param {string} publicUrl
 */
export async function placeNotebooks(data, state, env, publicUrl) {
  if (!publicUrl.startsWith("http://127.0.0.1")) return null;
  const port = await rememberedPort(data, state, "notebooks");
  const url = `http://*.localhost:${port}`;
  Object.assign(env, { NOTEBOOKS_URL: url, NOTEBOOKS_PORT: String(port) });
  return { url, port };
}

/** @param {string} data @param {Env} env */
export async function placeMachines(data, env) {
  /** @type {import("../../drizzle/seed/incus-config")} */
  const { incusConfig } = await tsImport("../../drizzle/seed/incus-config.ts", import.meta.url);
  const clusters = incusConfig();
  const config = join(data, "incus.json");
  writeJson(config, clusters);
  const { folder, release } = socketFolder(data);
  /** @type {Record<string, string>} */
  const folders = {};
  for (const region of Object.keys(clusters.regions)) folders[region] = join(folder, region);
  Object.assign(env, {
    REGIONS: JSON.stringify(folders),
    SANDBOX_INCUS_DIR: folder,
    SANDBOX_INCUS_CONFIG: config,
  });
  return { folders, release };
}
