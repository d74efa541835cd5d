import { createHash } from "node:crypto";
import type { Guest, GuestCard } from "./guest";

function uuid(card: GuestCard, hostname: string): string {
  const hex = createHash("sha256").update(`${hostname} ${card.pciAddress}`).digest("hex");
  return `GPU-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function busId(card: GuestCard): string {
  return `0000${card.pciAddress.toUpperCase()}`;
}

/** The named field of a card as `--query-gpu` prints it; undefined: no such field. */
function field(name: string, index: number, card: GuestCard, guest: Guest): string | undefined {
  const load = guest.cardLoad(index);
  const values: Record<string, string> = {
    index: String(index),
    name: card.product,
    uuid: uuid(card, guest.hostname),
    driver_version: guest.driver,
    "pci.bus_id": busId(card),
    "memory.total": `${card.memoryMib} MiB`,
    "memory.used": `${load.memoryUsedMib} MiB`,
    "memory.free": `${card.memoryMib - load.memoryUsedMib} MiB`,
    "utilization.gpu": `${load.loadPercent} %`,
    "temperature.gpu": `${load.temperatureCelsius}`,
    "power.draw": `${load.powerWatts.toFixed(2)} W`,
  };
  return values[name];
}

function query(
  guest: Guest,
  fields: string[],
  format: string[],
): { output?: string; errors?: string; exitCode?: number } {
  const rows: string[] = [];
  for (const [index, card] of guest.cards.entries()) {
    const cells = fields.map((name) => field(name, index, card, guest));
    const unknown = fields[cells.indexOf(undefined)];
    if (unknown !== undefined)
      return { errors: `Field "${unknown}" is not a valid field to query.\n`, exitCode: 2 };
    const plain = cells.map((cell) => (format.includes("nounits") ? cell?.replace(/ (MiB|%|W)$/, "") : cell));
    rows.push(plain.join(", "));
  }
  const units: Record<string, string> = { "utilization.gpu": " [%]", "power.draw": " [W]" };
  const header = fields.map((name) => name + (units[name] ?? (name.startsWith("memory.") ? " [MiB]" : "")));
  if (!format.includes("noheader")) rows.unshift(header.join(", "));
  return { output: `${rows.join("\n")}\n` };
}

function table(guest: Guest): string {
  const bar = "+-----------------------------------------+------------------------+----------------------+";
  const wide = (text: string) => `| ${text.padEnd(87)} |`;
  const row = (a: string, b: string, c: string) =>
    `| ${a.padEnd(39)} | ${b.padEnd(22)} | ${c.padStart(20)} |`;
  const loads = guest.cards.map((_, index) => guest.cardLoad(index));
  const rows = guest.cards.flatMap((card, index) => [
    row(
      `${String(index).padStart(3)}  ${card.product.slice(0, 27).padEnd(27)}     On`,
      `${busId(card)} Off`,
      "0",
    ),
    row(
      `N/A   ${loads[index]?.temperatureCelsius}C    P0   ${Math.round(loads[index]?.powerWatts ?? 0)}W /  N/A`,
      `${`${loads[index]?.memoryUsedMib}MiB / ${card.memoryMib}MiB`.padStart(22)}`,
      `${loads[index]?.loadPercent}%      Default`,
    ),
    bar,
  ]);
  return [
    guest.now().toUTCString(),
    `+${"-".repeat(89)}+`,
    wide(
      `NVIDIA-SMI ${guest.driver}`.padEnd(39) +
        `Driver Version: ${guest.driver}     CUDA Version: ${guest.cuda}`.padStart(48),
    ),
    bar,
    row("GPU  Name               Persistence-M", "Bus-Id          Disp.A", "Volatile Uncorr. ECC"),
    row("Fan  Temp   Perf   Pwr:Usage/Cap", "          Memory-Usage", "GPU-Util  Compute M."),
    bar.replaceAll("-", "="),
    ...rows,
    wide("Simulated cards: no process can run on them."),
    `+${"-".repeat(89)}+`,
    "",
  ].join("\n");
}

/** nvidia-smi with the forms people type: the table, `-L`, and `--query-gpu=… --format=csv`. */
export function nvidiaSmi(
  rest: string[],
  guest: Guest,
): { output?: string; errors?: string; exitCode?: number } {
  if (guest.cards.length === 0) return { output: "No devices were found\n", exitCode: 6 };
  const list = guest.cards.map(
    (card, i) => `GPU ${i}: ${card.product} (UUID: ${uuid(card, guest.hostname)})\n`,
  );
  if (rest.includes("-L") || rest.includes("--list-gpus")) return { output: list.join("") };
  const fields = rest.find((word) => word.startsWith("--query-gpu="))?.slice("--query-gpu=".length);
  if (fields === undefined) return { output: table(guest) };
  const format = rest.find((word) => word.startsWith("--format="))?.slice("--format=".length) ?? "";
  if (!format.split(",").includes("csv")) return { errors: '"--format=" must contain "csv".\n', exitCode: 2 };
  return query(guest, fields.split(","), format.split(","));
}
