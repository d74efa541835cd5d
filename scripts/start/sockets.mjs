import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A unix socket's path may have 107 bytes. */
const LONGEST_SOCKET_PATH = 107;
/** Room for a region's code and the socket's name. */
const BELOW = "/".length + 32 + "/unix.socket".length;

/**
 * The folder for the clusters' sockets and state, in the data folder. Where its path is too long for a socket, a short
 * private one that leads to it.
 * @param {string} data
 * @returns {{ folder: string, release: () => void }}
 */
export function socketFolder(data) {
  const folder = join(data, "incus");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (Buffer.byteLength(folder) + BELOW <= LONGEST_SOCKET_PATH) return { folder, release: () => {} };
  const short = mkdtempSync(join(tmpdir(), "ws-"));
  symlinkSync(folder, join(short, "incus"));
  return { folder: join(short, "incus"), release: () => rmSync(short, { recursive: true, force: true }) };
}
