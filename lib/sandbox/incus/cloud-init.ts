export type UserData = {
  publicKeys: string[];
  scripts: string[];
  hostname: string | null;
  /** Of a cloud-config in JSON; others' files are not written. */
  files: Record<string, string>;
};

type Part = { kind: "config" | "script"; content: string };

function classify(content: string, type: string): Part[] {
  if (content.startsWith("#cloud-config") || type === "text/cloud-config")
    return [{ kind: "config", content }];
  if (content.startsWith("#!") || type === "text/x-shellscript") return [{ kind: "script", content }];
  return [];
}

/** The parts of a MIME multipart message; cloud-init's other form is one part alone. */
function parts(userData: string): Part[] {
  const boundary = /^Content-Type:\s*multipart\/mixed;\s*boundary="?([^"\r\n;]+)"?/im.exec(userData)?.[1];
  if (!boundary) return classify(userData, "");
  return userData
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((part) => {
      const [, head = "", body = ""] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)(?:\r?\n)?$/.exec(part) ?? [];
      const type = /^Content-Type:\s*([^;\s]+)/im.exec(head)?.[1] ?? "";
      const encoded = /^Content-Transfer-Encoding:\s*base64/im.test(head);
      return classify(encoded ? Buffer.from(body, "base64").toString("utf8") : body, type);
    });
}

/** The few keys of a cloud-config that a simulated machine obeys, from JSON or from plain YAML. */
export function readUserData(userData: string): UserData {
  const found = parts(userData);
  const configs = found.filter((part) => part.kind === "config").map((part) => part.content);
  return {
    publicKeys: configs.flatMap(publicKeys),
    scripts: found.filter((part) => part.kind === "script").map((part) => part.content),
    hostname: configs.map(hostname).find((name) => name !== null) ?? null,
    files: Object.fromEntries(configs.flatMap(writtenFiles)),
  };
}

const keyPattern = /(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp(?:256|384|521)) AAAA[0-9A-Za-z+/=]+/g;

/** Every public key below an `ssh_authorized_keys` (or `ssh-authorized-keys`) list, and no other. */
function publicKeys(config: string): string[] {
  const lists = config.split(/"?ssh[_-]authorized[_-]keys"?\s*:/).slice(1);
  return lists.flatMap((after) => {
    const inline = /^\s*\[([\s\S]*?)\]/.exec(after);
    if (inline?.[1] !== undefined) return inline[1].match(keyPattern) ?? [];
    const items = /^[ \t]*\r?\n((?:[ \t]*-[^\n]*(?:\r?\n|$)|[ \t]*(?:#[^\n]*)?\r?\n)*)/.exec(after);
    return items?.[1]?.match(keyPattern) ?? [];
  });
}

/** What cloud-init's `write_files` puts on the disk. */
function writtenFiles(config: string): [string, string][] {
  const json = config.slice(config.indexOf("\n") + 1);
  if (!json.startsWith("{")) return [];
  try {
    const { write_files: files = [] } = JSON.parse(json);
    return files.map(({ path, content }: Record<string, unknown>) => [String(path), String(content ?? "")]);
  } catch {
    return [];
  }
}

function hostname(config: string): string | null {
  return /(?:^|[\n{,])\s*"?hostname"?\s*:\s*"?([a-zA-Z0-9.-]+)"?/.exec(config)?.[1] ?? null;
}
