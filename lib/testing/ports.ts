import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that the system gives to whoever asks for any. */
const FIRST = 20_000;
const LAST = 32_700;
/** One to hold the others by, and as many as a test file needs. */
const SIZE = 122;
const BLOCKS = Math.floor((LAST - FIRST) / SIZE);

/** The first of 121 ports that no other test of this machine takes while this process lives. */
export async function reservePorts(): Promise<number> {
  for (let tries = 0; tries < BLOCKS; tries += 1) {
    const holder = FIRST + ((process.pid + tries) % BLOCKS) * SIZE;
    const server = createServer();
    try {
      await once(server.listen(holder, "127.0.0.1"), "listening");
      server.unref();
      return holder + 1;
    } catch {
      // Somebody else's.
    }
  }
  throw new Error("Every block of ports is taken.");
}
