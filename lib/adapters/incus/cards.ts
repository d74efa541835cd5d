import type { CardReading } from "@/lib/domain/telemetry/reading";
import type { RunInGuest } from "@/lib/ports/telemetry";

/** The daemon has no metrics of cards: the driver inside the guest has. */
const command = [
  "nvidia-smi",
  "--query-gpu=pci.bus_id,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu",
  "--format=csv,noheader,nounits",
];

/** What a guest's driver says of its cards; null: it does not answer, or has none. */
export async function askCards(runInGuest: RunInGuest, name: string): Promise<CardReading[] | null> {
  const answer = await runInGuest(name, command).catch(() => null);
  return answer?.exitCode === 0 ? cardsIn(answer.stdout) : null;
}

const MIB = 1024 ** 2;

/** One line per card, in the order asked for. Null when it is not that: a message instead of figures. */
export function cardsIn(csv: string): CardReading[] | null {
  const cards: CardReading[] = [];
  for (const line of csv.split("\n")) {
    if (line.trim() === "") continue;
    const cells = line.split(",").map((cell) => cell.trim());
    const pciAddress = addressOf(cells[0] ?? "");
    if (cells.length !== 6 || pciAddress === null) return null;
    // "[N/A]", "[Not Supported]": the driver does not know.
    const figure = (index: number): number | null => {
      const text = cells[index] ?? "";
      return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
    };
    const used = figure(2);
    const total = figure(3);
    cards.push({
      pciAddress,
      loadPercent: figure(1),
      memory: used === null || total === null ? null : { usedBytes: used * MIB, totalBytes: total * MIB },
      powerWatts: figure(4),
      temperatureCelsius: figure(5),
    });
  }
  return cards;
}

/** The driver writes "00000000:41:00.0", everybody else "0000:41:00.0". */
function addressOf(busId: string): string | null {
  const [, domain, rest] = /^([0-9a-f]{4,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(busId) ?? [];
  return domain && rest ? `${domain.slice(-4)}:${rest}`.toLowerCase() : null;
}
