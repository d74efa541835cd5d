import { createHash } from "node:crypto";
import type { Cluster } from "../cluster";
import type { SandboxImage } from "../config";
import { ApiError, badRequest, notFound } from "../errors";
import type { ImageRecord } from "../image-store";
import { type DiskFiles, never } from "../machine";
import { snapshotsOf } from "../snapshots";
import { fieldsOf, flagField, textField, textMap } from "./fields";
import type { Reply } from "./reply";
import { asyncReply, sync } from "./reply";
import type { Handler } from "./router";
import { collection } from "./server";

/** What a simulated system takes on its disk, and what an image of it takes when it is packed. */
const SYSTEM_BYTES = 4 * 1024 ** 3;
const PACKED_BYTES = 512 * 1024 ** 2;

const written = (files: DiskFiles): number =>
  Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);

export const usedBytes = (files: DiskFiles): number => SYSTEM_BYTES + written(files);

function fingerprint(image: SandboxImage): string {
  return createHash("sha256").update(image.alias).digest("hex");
}

const common = { architecture: "x86_64", auto_update: false, cached: false, profiles: ["default"] };

function operatorsView(image: SandboxImage) {
  const { alias, description, os, release } = image;
  return {
    ...common,
    aliases: [{ name: alias, description }],
    created_at: never,
    expires_at: never,
    filename: `${alias}.tar.xz`,
    fingerprint: fingerprint(image),
    last_used_at: never,
    properties: { architecture: "x86_64", description, os, release },
    public: false,
    size: PACKED_BYTES,
    type: "container",
    uploaded_at: never,
  };
}

function madeView(image: ImageRecord) {
  const { createdAt, lastUsedAt, base: _, files: __, ...shown } = image;
  return {
    ...common,
    ...shown,
    created_at: createdAt,
    expires_at: "0001-01-01T00:00:00Z",
    filename: "",
    last_used_at: lastUsedAt,
    type: "container",
    uploaded_at: createdAt,
  };
}

const allViews = (cluster: Cluster) => [
  ...cluster.images.map(operatorsView),
  ...cluster.madeImages.list().map(madeView),
];

const listImages: Handler = (cluster, request) =>
  collection(request, allViews(cluster), (image) => `/1.0/images/${image.fingerprint}`);

/** By fingerprint, or by any unambiguous beginning of it. */
function findView(cluster: Cluster, prefix: string) {
  const found = allViews(cluster).filter((image) => image.fingerprint.startsWith(prefix));
  if (found.length !== 1 || found[0] === undefined || prefix === "") throw notFound("Image");
  return found[0];
}

/** What a machine is made from: the operator's image, or one that was made here and what it holds. */
export type ImageSource = { system: SandboxImage; made: ImageRecord | null };

export function imageSource(cluster: Cluster, key: { alias: string; fingerprint: string }): ImageSource {
  const wanted =
    key.alias === ""
      ? findView(cluster, key.fingerprint)
      : allViews(cluster).find((image) => image.aliases.some((alias) => alias.name === key.alias));
  if (!wanted) throw notFound("Image");
  const made = cluster.madeImages.list().find((image) => image.fingerprint === wanted.fingerprint) ?? null;
  const system = cluster.images.find((image) =>
    made ? image.alias === made.base : fingerprint(image) === wanted.fingerprint,
  );
  if (!system) throw notFound("Image");
  return { system, made };
}

const aliasViews = (cluster: Cluster) =>
  allViews(cluster).flatMap(({ aliases, fingerprint: target }) =>
    aliases.map(({ name, description }) => ({ name, description, target, type: "container" })),
  );

const listAliases: Handler = (cluster, request) =>
  collection(request, aliasViews(cluster), (alias) => `/1.0/images/aliases/${alias.name}`);

const getAlias: Handler = (cluster, _request, name) => {
  const alias = aliasViews(cluster).find((candidate) => candidate.name === name);
  if (!alias) throw notFound("Image alias");
  return sync(alias);
};

const createAlias: Handler = (cluster, request) => {
  const body = fieldsOf(request.body);
  const name = textField(body, "name");
  if (aliasViews(cluster).some((alias) => alias.name === name))
    throw new ApiError(409, `Alias "${name}" already exists`);
  const { fingerprint: target } = findView(cluster, textField(body, "target"));
  const image = cluster.madeImages.list().find((candidate) => candidate.fingerprint === target);
  if (!image) throw new ApiError(403, "This cluster's own images are configuration");
  image.aliases.push({ name, description: textField(body, "description") });
  cluster.madeImages.save();
  return sync({});
};

const removeAlias: Handler = (cluster, _request, name) => {
  const image = cluster.madeImages.byAlias(name);
  if (!image) throw notFound("Image alias");
  image.aliases = image.aliases.filter((alias) => alias.name !== name);
  cluster.madeImages.save();
  return sync({});
};

/** Makes an image of a machine's snapshot; other sources are not simulated. */
const publish: Handler = (cluster, request) => {
  const body = fieldsOf(request.body);
  const source = fieldsOf(body.source);
  if (textField(source, "type") !== "snapshot")
    throw badRequest("This simulated cluster makes images of snapshots alone");
  const [machineName = "", snapshotName = ""] = textField(source, "name").split("/");
  const machine = cluster.machine(machineName);
  const snapshot = snapshotsOf(machine).find((one) => one.name === snapshotName);
  if (!snapshot) throw notFound("Instance");
  const aliases = Array.isArray(body.aliases) ? body.aliases.map(fieldsOf) : [];
  const image: ImageRecord = {
    fingerprint: "",
    aliases: [],
    properties: textMap(body.properties, "properties"),
    public: flagField(body, "public"),
    size: PACKED_BYTES + written(snapshot.files),
    createdAt: "",
    lastUsedAt: never,
    base: machine.image,
    files: { ...snapshot.files },
  };
  const operation = cluster.operations.run("Downloading image", null, machine.host, async (progress) => {
    for (let percent = 0; percent < 100; percent += 10) {
      progress({ create_image_from_container_pack_progress: `Image pack: ${percent}% (54.13MB/s)` });
      await cluster.time.delay(cluster.timing.imageMs / 10);
    }
    cluster.reach(machine.host);
    image.createdAt = cluster.time.now().toISOString();
    // As with the real thing every packing differs, if only in its time.
    image.fingerprint = createHash("sha256")
      .update(JSON.stringify([image, cluster.madeImages.list().length, process.hrtime.bigint().toString()]))
      .digest("hex");
    cluster.madeImages.add(image);
    progress({ fingerprint: image.fingerprint, size: String(image.size) });
    for (const alias of aliases) {
      const name = textField(alias, "name");
      if (aliasViews(cluster).some((known) => known.name === name))
        throw new Error(`Alias already exists: ${name}`);
      image.aliases.push({ name, description: textField(alias, "description") });
    }
    cluster.madeImages.save();
  });
  return asyncReply(operation);
};

const removeImage: Handler = (cluster, _request, prefix): Reply => {
  const { fingerprint: target } = findView(cluster, prefix);
  const image = cluster.madeImages.list().find((candidate) => candidate.fingerprint === target);
  if (!image) throw new ApiError(403, "This cluster's own images are configuration");
  return asyncReply(
    cluster.operations.run("Deleting image", null, "", async () => {
      await cluster.time.delay(cluster.timing.deleteMs);
      cluster.madeImages.remove(image);
    }),
  );
};

export const imageRoutes: Record<string, Partial<Record<string, Handler>>> = {
  "/1.0/images": { GET: listImages, POST: publish },
  "/1.0/images/aliases": { GET: listAliases, POST: createAlias },
  "/1.0/images/aliases/:": { GET: getAlias, DELETE: removeAlias },
  "/1.0/images/:": {
    GET: (cluster, _request, prefix) => sync(findView(cluster, prefix)),
    DELETE: removeImage,
  },
};
