import { badRequest, notFound } from "../errors";
import { insideOf } from "../power";
import { under } from "../ssh/files";
import { sync } from "./reply";
import type { Handler } from "./router";

/** The path that a request names; files of a machine are read and written whether it runs or not. */
const within =
  (answer: (...of: [...Parameters<Handler>, path: string]) => ReturnType<Handler>): Handler =>
  (cluster, request, name, part) => {
    const path = request.query.get("path") ?? "";
    if (!path.startsWith("/")) throw badRequest("Missing path argument");
    cluster.reach(cluster.machine(name).host);
    return answer(cluster, request, name, part, path);
  };

const getFile = within((cluster, _request, name, _part, path) => {
  const guest = insideOf(cluster, cluster.machine(name));
  const content = Object.hasOwn(guest.files, path) ? guest.files[path] : undefined;
  if (content !== undefined) return { kind: "text", text: content, type: "application/octet-stream" };
  const entries = under(guest, path);
  if (entries.length === 0) throw notFound("File");
  return sync(entries);
});

const postFile = within((cluster, request, name, _part, path) => {
  const content = typeof request.body === "string" ? request.body : "";
  const kept = insideOf(cluster, cluster.machine(name)).write(path, content);
  if (!kept) throw badRequest("No space left on device");
  return sync({});
});

const deleteFile = within((cluster, _request, name, _part, path) => {
  const guest = insideOf(cluster, cluster.machine(name));
  if (!Object.hasOwn(guest.files, path)) throw notFound("File");
  guest.write(path, null);
  return sync({});
});

export const fileRoutes: Record<string, Partial<Record<string, Handler>>> = {
  "/1.0/instances/:/files": { GET: getFile, POST: postFile, DELETE: deleteFile },
};
