// Puts the product together, keeps it together, and takes it apart in order.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { supervise } from "./child.mjs";
import { startDatabase } from "./database.mjs";
import { incus, mail, stripe, web, worker } from "./parts.mjs";
import { checkDatabase, runToEnd } from "./prepare.mjs";
import { placeMachines, placeMail, placeNotebooks, placePayments } from "./sandboxes.mjs";
import { settingsOf } from "./settings.mjs";
import { isFree, occupy, readState, writeJson } from "./state.mjs";
import { Stopper } from "./stopper.mjs";
import { Trouble } from "./trouble.mjs";

const DEMONSTRATION_SIGN_INS = ["dev@example.com", "support@example.com", "admin@example.com"];

/** Runs the product until a signal stops it. @param {{ root: string, development: boolean, say: (line: string) => void }} options */
export async function start({ root, development, say }) {
  const began = Date.now();
  const { outer, settings, shown } = await settingsOf(process.env);
  const { host, port, embedded, dataFolder: data } = settings;
  if (!(await isFree(port, host)))
    throw new Trouble(
      `PORT ${port} on ${host} is taken or may not be used; choose another, for example: PORT=${port + 1} npm start`,
    );

  const stopper = new Stopper(say);
  const tell = (/** @type {string} */ line) => say(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
  stopper.add({ stop: occupy(data) });
  try {
    const state = readState(data);
    const publicUrl = settings.publicUrl ?? `http://127.0.0.1:${port}`;
    /** @type {NodeJS.ProcessEnv} */
    const env = {
      ...outer,
      ...shown,
      NODE_ENV: development ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      HOST: host,
      WATTSECOND_DATA: data,
      NEXTAUTH_URL: publicUrl,
      NEXTAUTH_SECRET: settings.authSecret ?? state.authSecret,
      DEPLOYMENT_ID: settings.deploymentId ?? state.deploymentId,
    };
    if (settings.databaseUrl !== null) await checkDatabase(settings.databaseUrl);
    if (!development) await ensureBuilt(root, shown, say, stopper.signal);
    say(`Starting ${settings.brand} …`);

    const endpointsFile = join(data, "endpoints.json");
    stopper.add({ stop: () => rmSync(endpointsFile, { force: true }) });

    const waits = [];
    if (embedded.database) {
      const starting = startDatabase(data, state, tell);
      stopper.add({ stop: async () => (await starting.catch(() => null))?.stop() });
      waits.push(
        starting.then(({ url }) => {
          env.DATABASE_URL = url;
        }),
      );
    }
    const mailPorts = embedded.mail ? await placeMail(data, state, env, settings.brand) : null;
    const stripePort = embedded.payments ? await placePayments(data, state, env, port) : null;
    const notebooks =
      settings.notebooks ??
      (settings.demonstration ? await placeNotebooks(data, state, env, publicUrl) : null);
    const machines = embedded.compute ? await placeMachines(data, env) : null;
    if (machines) stopper.add({ stop: machines.release });
    const sandboxes = [
      ...(mailPorts ? [mail(data, env, mailPorts)] : []),
      ...(stripePort ? [stripe(data, env, stripePort)] : []),
      ...(machines ? [incus(data, env, Object.values(machines.folders))] : []),
    ].map((definition) => supervise(definition, tell));
    stopper.add(...sandboxes);
    waits.push(...sandboxes.map(({ ready }) => ready));

    // Each is awaited below; until then a failure must not count as unhandled.
    for (const wait of waits) wait.catch(() => {});
    if (embedded.database) await waits[0];
    await runToEnd("prepare.ts", root, env, stopper.signal);
    await Promise.all(waits);
    // The demonstration's payments and machines are real to the sandboxes, so it is filled when they answer.
    if (settings.demonstration) await runToEnd("seed.ts", root, env, stopper.signal);
    const product = [web(data, env, { host, port }), worker(data, env)].map((definition) =>
      stopper.signal.aborted ? null : supervise(definition, tell),
    );
    const started = product.flatMap((part) => (part ? [part] : []));
    stopper.add(...started);
    await Promise.all(started.map(({ ready }) => ready));
    if (stopper.signal.aborted) return;

    writeJson(endpointsFile, {
      web: publicUrl,
      database: env.DATABASE_URL,
      stripe: stripePort ? `http://127.0.0.1:${stripePort}` : settings.stripe?.apiBase,
      mail: mailPorts ? `http://127.0.0.1:${mailPorts.web}` : null,
      incus: machines?.folders ?? settings.regions,
      notebooks: notebooks?.url ?? null,
    });
    say(`\n${settings.brand} runs at ${publicUrl}   (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    if (settings.demonstration) {
      say("\nDemonstration: no real machines, no real cards. Sign in with the password wattsecond as");
      for (const address of DEMONSTRATION_SIGN_INS) say(`  ${address}`);
    }
    if (mailPorts) say(`\nMails it sends: http://127.0.0.1:${mailPorts.web}`);
    say(`Logs: ${join(data, "logs")}   Addresses: ${endpointsFile}\nCtrl-C stops everything.\n`);
  } catch (error) {
    // Stopped while starting: whatever failed, failed because of that.
    if (stopper.signal.aborted) return;
    await stopper.stop();
    throw error;
  }
}
