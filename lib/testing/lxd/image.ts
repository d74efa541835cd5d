import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";

const HOME = "/var/cache/wattsecond/lxd-image";
const recipe = join(import.meta.dirname, "image.sh");

/** The file to import. Built when nobody has built it from this recipe yet, in one to three minutes. */
export async function testImage(say: (line: string) => void = console.log): Promise<string> {
  const version = createHash("sha256").update(readFileSync(recipe)).digest("hex").slice(0, 16);
  const folder = join(HOME, version);
  const file = join(folder, "image.tar");
  if (existsSync(file)) return file;
  mkdirSync(HOME, { recursive: true });
  say("Building the image of a small Debian …");
  const fresh = mkdtempSync(join(HOME, "new-"));
  try {
    await command("sh", [recipe, fresh]);
    // Somebody else may have been quicker, with the same content.
    if (!existsSync(file)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  for (const name of readdirSync(HOME))
    if (name !== version && !name.startsWith("new-"))
      rmSync(join(HOME, name), { recursive: true, force: true });
  return file;
}
