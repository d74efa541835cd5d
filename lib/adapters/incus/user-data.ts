import { createHash } from "node:crypto";

/**
 * The instance's `cloud-init.user-data`. Our part is a cloud-config written as JSON, which YAML contains.
 *
 * A start-up script becomes a part of its own, in base64, so that every byte arrives as it was given; in
 * `write_files` it would have to be run by hand. Ours comes last and is merged by appending, so that a
 * customer's cloud-config can neither remove the keys nor lose its own.
 */
export function buildUserData(input: {
  hostname: string;
  sshPublicKeys: string[];
  startupScript: string | null;
  files?: { path: string; content: string }[];
}): string {
  const ours = `#cloud-config\n${JSON.stringify(
    {
      merge_how: [
        { name: "list", settings: ["append"] },
        { name: "dict", settings: ["no_replace", "recurse_list"] },
      ],
      hostname: input.hostname,
      ssh_authorized_keys: input.sshPublicKeys,
      // The keys are for root as well as for the image's own user.
      disable_root: false,
      ssh_pwauth: false,
      ...(input.files?.length
        ? { write_files: input.files.map((file) => ({ ...file, owner: "root:root", permissions: "0600" })) }
        : {}),
    },
    null,
    1,
  )}\n`;
  if (input.startupScript === null || input.startupScript.trim() === "") return ours;
  return multipart([scriptPart(input.startupScript), { type: "text/cloud-config", content: ours }]);
}

function scriptPart(script: string): { type: string; content: string } {
  if (script.startsWith("#cloud-config")) return { type: "text/cloud-config", content: script };
  // Without an interpreter line the kernel would refuse to run it.
  const content = script.startsWith("#!") ? script : `#!/bin/bash\n${script}`;
  return { type: "text/x-shellscript", content };
}

function multipart(parts: { type: string; content: string }[]): string {
  // Derived from the content: the same machine gets the same bytes, and base64 cannot contain it.
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
  const boundary = `==part-${digest}==`;
  const body = parts.map(({ type, content }) =>
    [
      `--${boundary}`,
      `Content-Type: ${type}; charset="utf-8"`,
      "MIME-Version: 1.0",
      "Content-Transfer-Encoding: base64",
      "",
      ...(Buffer.from(content, "utf8")
        .toString("base64")
        .match(/.{1,76}/g) ?? []),
      "",
    ].join("\n"),
  );
  return `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n${body.join("")}--${boundary}--\n`;
}
