import { tsImport } from "tsx/esm/api";

/**
 * The operator's settings, checked, and those of them that pages show and that therefore go into a build.
 * Throws `SettingsError`.
 * @param {NodeJS.ProcessEnv} source
 */
export async function settingsOf(source) {
  /** @type {import("../../lib/server/settings")} */
  const { readSettings } = await tsImport("../../lib/server/settings.ts", import.meta.url);
  /** @type {import("../../lib/server/policies")} */
  const { readPolicies } = await tsImport("../../lib/server/policies.ts", import.meta.url);
  // What is embedded follows from the settings; nobody else may claim it.
  const { WATTSECOND_EMBEDDED: _, ...outer } = source;
  const settings = readSettings(outer);
  readPolicies(settings.policies);
  const embedded = Object.entries(settings.embedded).flatMap(([name, yes]) => (yes ? [name] : []));
  const shown = { WATTSECOND_EMBEDDED: embedded.join(","), BRAND_NAME: settings.brand };
  return { outer, settings, shown };
}
