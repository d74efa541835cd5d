/**
 * What simulated machines are busy with: a pure function of the machine's name and the time, so that a chart of last
 * month and what is measured now are one picture. A machine's config key `user.sandbox.load` overrides it: "idle",
 * "busy", or a percentage.
 */
export type MachineSize = { vcpus: number; memoryMib: number; diskGib: number };
/** `own`: as its name has it. A number: so many per cent, always. */
export type LoadProfile = "own" | number;

/** What went through since an earlier moment. */
export type Flow = {
  cpuSeconds: number;
  diskReadBytes: number;
  diskWrittenBytes: number;
  receivedBytes: number;
  sentBytes: number;
};

const MIB = 1024 ** 2;
const IDLE_PERCENT = 0.4;
const BUSY_PERCENT = 97;

export function profileOf(key: string | undefined): LoadProfile {
  if (key === "idle") return IDLE_PERCENT;
  if (key === "busy") return BUSY_PERCENT;
  const percent = Number(key);
  return key !== undefined && key !== "" && percent >= 0 && percent <= 100 ? percent : "own";
}

/** A mean with waves on it; as a formula it can be summed over any time exactly. */
type Wave = { mean: number; parts: readonly { amplitude: number; seconds: number; phase: number }[] };

const DAY = 86_400;
/** Together less than one, so that a wave never falls below zero. */
const shares = [
  { share: 0.3, seconds: DAY },
  { share: 0.11, seconds: 17_300 },
  { share: 0.13, seconds: 2_820 },
  { share: 0.09, seconds: 731 },
  { share: 0.05, seconds: 211 },
  { share: 0.03, seconds: 67 },
];

/** FNV-1a, as a number from 0 to 1. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0xffffffff;
}

function wave(name: string, mean: number): Wave {
  const parts = shares.map(({ share, seconds }) => ({
    amplitude: share * mean,
    // A day has the same noon for everything on a machine.
    seconds: seconds === DAY ? DAY : seconds * (0.8 + 0.4 * chance(`${name} ${seconds}`)),
    phase: seconds === DAY ? 4.2 : 2 * Math.PI * chance(`phase ${name} ${seconds}`),
  }));
  return { mean, parts };
}

const valueAt = ({ mean, parts }: Wave, second: number): number =>
  parts.reduce(
    (sum, part) => sum + part.amplitude * Math.sin((2 * Math.PI * second) / part.seconds + part.phase),
    mean,
  );

/** The area under the wave between two seconds. */
function sumOf({ mean, parts }: Wave, from: number, to: number): number {
  const upTo = (second: number) =>
    parts.reduce((sum, part) => {
      const speed = (2 * Math.PI) / part.seconds;
      return sum - (part.amplitude / speed) * Math.cos(speed * second + part.phase);
    }, mean * second);
  return upTo(to) - upTo(from);
}

const flat = (mean: number): Wave => ({ mean, parts: [] });

/** Per cent of all processors: a machine has its own temper between 15 and 45. */
const cpuWave = (name: string, profile: LoadProfile): Wave =>
  profile === "own" ? wave(`cpu ${name}`, 15 + 30 * chance(`cpu mean ${name}`)) : flat(profile);

export const cpuPercentAt = (name: string, second: number, profile: LoadProfile): number =>
  valueAt(cpuWave(name, profile), second);

/** What a machine has used and moved between two moments. Never negative. */
export function flowBetween(
  name: string,
  size: MachineSize,
  profile: LoadProfile,
  from: number,
  to: number,
): Flow {
  const through = (what: string, perSecond: number) => {
    const mean = perSecond * (0.4 + chance(`${what} ${name}`));
    const moved = profile === "own" ? wave(`${what} ${name}`, mean) : flat((mean * profile) / 100);
    return sumOf(moved, from, to);
  };
  return {
    cpuSeconds: (sumOf(cpuWave(name, profile), from, to) * size.vcpus) / 100,
    diskReadBytes: through("disk read", 18 * MIB),
    diskWrittenBytes: through("disk written", 7 * MIB),
    receivedBytes: through("received", 4 * MIB),
    sentBytes: through("sent", 6 * MIB),
  };
}

/** Bytes in use at a moment. */
export function fillAt(
  name: string,
  size: MachineSize,
  profile: LoadProfile,
  second: number,
): { memoryBytes: number; diskBytes: number } {
  const memory =
    profile === "own" ? valueAt(wave(`memory ${name}`, 0.42), second / 6) : 0.06 + (0.5 * profile) / 100;
  const disk = 0.22 + 0.3 * chance(`disk ${name}`) + 0.01 * Math.sin(second / 7_000);
  return {
    memoryBytes: Math.round(memory * size.memoryMib * MIB),
    diskBytes: Math.round(disk * size.diskGib * 1024 * MIB),
  };
}

export type CardLoad = {
  loadPercent: number;
  memoryUsedMib: number;
  powerWatts: number;
  temperatureCelsius: number;
};

/** One card of a machine, by its place among the machine's cards. */
export function cardAt(
  name: string,
  card: number,
  memoryMib: number,
  second: number,
  profile: LoadProfile,
): CardLoad {
  const smooth =
    profile === "own"
      ? valueAt(wave(`card ${name} ${card}`, 52 + 10 * chance(`card mean ${name}`)), second)
      : profile;
  // A card's own figure trembles from one look to the next.
  const tremble = profile === "own" ? 6 * chance(`${name} ${card} ${Math.floor(second / 10)}`) - 3 : 0;
  const load = Math.min(100, Math.max(0, smooth + tremble));
  const atWork = smooth >= 1;
  return {
    loadPercent: Math.round(load),
    memoryUsedMib: atWork ? Math.round(memoryMib * (0.71 + 0.0015 * smooth)) : 4,
    powerWatts: Math.round((48 + 2.9 * load) * 100) / 100,
    temperatureCelsius: Math.round(31 + 0.42 * smooth),
  };
}

const knownMemory: [RegExp, number][] = [
  [/H200/, 143771],
  [/H100/, 81559],
  [/A100.*80/, 81920],
  [/A100/, 40960],
  [/L40S/, 46068],
  [/4090/, 24564],
  [/3090/, 24576],
];

/** What nvidia-smi shows of a card of this name. */
export const cardMemoryMib = (product: string): number =>
  knownMemory.find(([pattern]) => pattern.test(product))?.[1] ?? 16384;
