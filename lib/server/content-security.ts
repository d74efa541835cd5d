import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { THEME_SCRIPT } from "@/lib/format/theme";

const routesSchema = z.object({
  staticRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});
const prerenderedSchema = z.object({
  routes: z.record(z.string(), z.unknown()),
  dynamicRoutes: z.record(z.string(), z.unknown()),
});

type Options = {
  /** Next's output folder; read once. */
  buildFolder: string;
  development: boolean;
  /** Whether the public address is HTTPS. */
  secure: boolean;
  /** Where forms may lead besides ourselves: the payment provider's hosted page. */
  formTargets: readonly string[];
};

/** The policy for one request, and whether its nonce must be made known to the page. */
export type ContentSecurity = { policy: string; withNonce: boolean };

/**
 * Says which policy a page gets. A page that is rendered per request gets a nonce. One that was rendered at build time
 * cannot know it, and would lose all its scripts: it gets 'unsafe-inline', and holds nothing secret. Which is which
 * Next wrote down when it built; an unknown path ends in the page for 404, which is of the second kind.
 */
export function contentSecurity(options: Options): (path: string, nonce: string) => ContentSecurity {
  const isPerRequest = options.development ? () => false : perRequestPages(options.buildFolder);
  const common = [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${options.development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action ${["'self'", ...options.formTargets].join(" ")}`,
    ...(options.secure ? ["upgrade-insecure-requests"] : []),
  ];
  // The one script that every page carries in its text, written before any nonce is known.
  const themeScript = `'sha256-${createHash("sha256").update(THEME_SCRIPT).digest("base64")}'`;
  const build = (scripts: string) => [...common, `script-src 'self' ${scripts}`].join("; ");
  // Next's development server evaluates code to show better errors.
  const open = build(options.development ? "'unsafe-inline' 'unsafe-eval'" : "'unsafe-inline'");
  return (path, nonce) =>
    isPerRequest(path)
      ? { policy: build(`'nonce-${nonce}' ${themeScript} 'strict-dynamic'`), withNonce: true }
      : { policy: open, withNonce: false };
}

function perRequestPages(buildFolder: string): (path: string) => boolean {
  const read = (name: string): unknown => {
    const file = join(buildFolder, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  };
  const routes = routesSchema.parse(read("routes-manifest.json"));
  const prerendered = prerenderedSchema.parse(read("prerender-manifest.json"));
  const atBuild = new Set([...Object.keys(prerendered.routes), ...Object.keys(prerendered.dynamicRoutes)]);
  const patterns = [...routes.staticRoutes, ...routes.dynamicRoutes]
    .filter(({ page }) => !atBuild.has(page) && !page.startsWith("/_"))
    .map(({ regex }) => new RegExp(regex));
  return (path) => !atBuild.has(path) && patterns.some((pattern) => pattern.test(path));
}
