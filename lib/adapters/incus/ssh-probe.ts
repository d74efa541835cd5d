import { connect } from "node:net";
import type { SshProbe } from "@/lib/ports/compute";

// RFC 4253, 4.2: the server may say other lines before its identification.
const identification = /(^|\n)SSH-(2\.0|1\.99)-/;
const patienceBytes = 16 * 1024;

/** A mere connection proves nothing: a forwarded port accepts before the guest's SSH is there. */
export const probeSsh: SshProbe = (address, timeoutMs) =>
  new Promise((resolve) => {
    const socket = connect({ host: address.host, port: address.port });
    const late = setTimeout(() => finish(false), timeoutMs);
    let heard = "";
    function finish(answered: boolean) {
      clearTimeout(late);
      socket.destroy();
      resolve(answered);
    }
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (identification.test(heard)) finish(true);
      else if (heard.length > patienceBytes) finish(false);
    });
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
  });
