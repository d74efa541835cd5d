// npm run bench: everything, one after the other. npm run bench -- money: one.
import { exhaustion } from "./exhaustion";
import { guests } from "./guests";
import { machines } from "./machines";
import { money } from "./money";
import { server } from "./server";
import { start } from "./start";
import { note } from "./support/print";
import { telemetry } from "./telemetry";
import { terminal } from "./terminal";
import { valuation } from "./valuation";
import { weight } from "./weight";
import { wire } from "./wire";

const benches: Record<string, () => Promise<void>> = {
  money,
  valuation,
  exhaustion,
  server,
  terminal,
  weight,
  machines,
  start,
  telemetry,
  guests,
  wire,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`No bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.\n`);
  process.exit(64);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  note(`\n── ${name}`);
  await bench();
}
