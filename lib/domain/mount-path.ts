const SYSTEM = new Set("bin boot dev etc lib lib32 lib64 libx32 proc run sbin sys usr".split(" "));
/** Places that are the machine's own, though what lies beneath may be a volume's. */
const TOP = new Set(["/", "/home", "/mnt", "/opt", "/root", "/srv", "/tmp", "/var"]);

/** The path without doubled and trailing slashes. */
export const cleanMountPath = (text: string): string => {
  const path = text.trim().replace(/\/+/g, "/");
  return path.length > 1 ? path.replace(/\/$/, "") : path;
};

/** Why a volume cannot be mounted at a cleaned path, or null. A mount hides what was there before. */
export function mountPathProblem(path: string): "form" | "system" | null {
  if (path.length > 255 || !/^(\/[A-Za-z0-9._-]+)+$|^\/$/.test(path)) return "form";
  const parts = path.split("/").slice(1);
  if (parts.some((part) => part === "." || part === "..")) return "form";
  return TOP.has(path) || SYSTEM.has(parts[0] ?? "") ? "system" : null;
}
