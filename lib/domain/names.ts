/** Names that customers give, and names that machines get from them. */

export const NAME_MAXIMUM = 63;

export type NameProblem = "empty" | "too_long" | "characters";

/** The name without outer blanks and with single inner ones: what is stored and compared. */
export function cleanName(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** What is wrong with a name after `cleanName`, or null. Any script is welcome; control and format characters are not. */
export function nameProblem(name: string): NameProblem | null {
  if (name === "") return "empty";
  if ([...name].length > NAME_MAXIMUM) return "too_long";
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) ? "characters" : null;
}

/** A valid host name (RFC 1123 label): the name's letters and digits, or the fallback when nothing of it remains. */
export function hostnameOf(name: string, fallback: string): string {
  const label = (text: string) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{M}+/gu, "")
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, NAME_MAXIMUM)
      .replace(/^-+|-+$/g, "");
  return label(name) || label(fallback) || "instance";
}

const QUALITIES = (
  "amber bold brisk calm clear copper deep eager early fair golden keen lucid nimble northern polar quick quiet " +
  "silver steady swift vivid warm wide"
).split(" ");
const THINGS = (
  "anchor arc beacon cedar comet delta ember falcon fjord harbor heron lantern lynx meadow meteor orbit otter pine " +
  "prism river spark summit tensor willow"
).split(" ");

/** A friendly name to start from, such as `swift-heron-42`. `random` is any non-negative integer. */
export function friendlyName(random: number): string {
  const seed = Math.abs(Math.trunc(random));
  const quality = QUALITIES[seed % QUALITIES.length];
  const thing = THINGS[Math.floor(seed / QUALITIES.length) % THINGS.length];
  const number = 10 + (Math.floor(seed / (QUALITIES.length * THINGS.length)) % 90);
  return `${quality}-${thing}-${number}`;
}

/** The name at the provider of what has this id: our id as a host name, so that creating twice is harmless. */
export const providerName = (id: string): string => id.replaceAll("_", "-");

/** The machine's name at the provider. */
export const machineName = (instanceId: string): string => providerName(instanceId);

/** The volume's name at the provider; also the name of its device in the machine that has it. */
export const volumeName = (volumeId: string): string => providerName(volumeId);
