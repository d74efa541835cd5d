import type { Guest } from "../ssh/guest";

const stamp = (second: number) => `[${second.toFixed(6).padStart(12)}]`;

/** What a simulated machine says while it boots. */
export function bootText(guest: Guest): string {
  const { hostname, osRelease, vcpus, memoryMib, cards } = guest;
  return [
    `${stamp(0)} Linux version 6.8.0-49-generic (simulated)`,
    `${stamp(0)} Memory: ${memoryMib} MiB, processors: ${vcpus}`,
    ...cards.map(
      ({ pciAddress, product }, i) => `${stamp(0.4 + i / 100)} nvidia ${pciAddress}: ${product} (simulated)`,
    ),
    `${stamp(0.9)} systemd[1]: Hostname set to <${hostname}>.`,
    "",
    `Welcome to ${osRelease.name}!`,
    "",
    "[  OK  ] Reached target Local File Systems.",
    "[  OK  ] Reached target Network is Online.",
    "         Starting cloud-init: config and final stages...",
    "",
  ].join("\n");
}

export function readyText({ hostname, osRelease }: Guest): string {
  return [
    "[  OK  ] Finished cloud-init.",
    "[  OK  ] Started OpenBSD Secure Shell server.",
    "",
    `${osRelease.name} ${hostname} console`,
    "",
    `${hostname} login: \n`,
  ].join("\n");
}

/** Of a boot whose SSH will never answer. */
export const failedText = [
  "[FAILED] Failed to start OpenBSD Secure Shell server.",
  "See 'systemctl status ssh.service' for details.",
  "",
].join("\n");
