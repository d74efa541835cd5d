import { createHash } from "node:crypto";
import type { Cluster } from "../cluster";
import type { SandboxImage } from "../config";
import { notFound } from "../errors";
import { never } from "../machine";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";
import { collection } from "./server";

export function fingerprint(image: SandboxImage): string {
  return createHash("sha256").update(image.alias).digest("hex");
}

function imageView(image: SandboxImage) {
  const { alias, description, os, release } = image;
  return {
    aliases: [{ name: alias, description }],
    architecture: "x86_64",
    auto_update: false,
    cached: false,
    created_at: never,
    expires_at: never,
    filename: `${alias}.tar.xz`,
    fingerprint: fingerprint(image),
    last_used_at: never,
    profiles: ["default"],
    properties: { architecture: "x86_64", description, os, release },
    public: false,
    size: 512 * 1024 ** 2,
    type: "container",
    uploaded_at: never,
  };
}

function aliasView(image: SandboxImage) {
  return { name: image.alias, description: image.description, target: fingerprint(image), type: "container" };
}

export const listImages = (cluster: Cluster, request: Request): Reply =>
  collection(request, cluster.images.map(imageView), (image) => `/1.0/images/${image.fingerprint}`);

/** By fingerprint, or by any unambiguous beginning of it. */
export function findImage(cluster: Cluster, prefix: string): SandboxImage {
  const found = cluster.images.filter((image) => fingerprint(image).startsWith(prefix));
  if (found.length !== 1 || found[0] === undefined || prefix === "") throw notFound("Image");
  return found[0];
}

export const getImage = (cluster: Cluster, _request: Request, prefix: string): Reply =>
  sync(imageView(findImage(cluster, prefix)));

export const listAliases = (cluster: Cluster, request: Request): Reply =>
  collection(request, cluster.images.map(aliasView), (alias) => `/1.0/images/aliases/${alias.name}`);

export function getAlias(cluster: Cluster, _request: Request, name: string): Reply {
  const image = cluster.images.find((candidate) => candidate.alias === name);
  if (!image) throw notFound("Image alias");
  return sync(aliasView(image));
}
