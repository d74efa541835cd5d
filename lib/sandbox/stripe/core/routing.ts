import type { Params } from "./params";
import type { World } from "./world";

export type Method = "GET" | "POST" | "DELETE";

export type ApiCall = {
  params: Params;
  /** A named part of the path. */
  part(name: string): string;
  /** Whether the caller speaks the present version of the API; others get its answers with older fields taken. */
  current: boolean;
};

export type Route = {
  method: Method;
  /** Such as `/v1/charges/:id`. */
  path: string;
  /** Answers with an object of Stripe's, or throws a `StripeFault`. */
  handle(world: World, call: ApiCall): object;
};

export function get(path: string, handle: Route["handle"]): Route {
  return { method: "GET", path, handle };
}
export function post(path: string, handle: Route["handle"]): Route {
  return { method: "POST", path, handle };
}
export function del(path: string, handle: Route["handle"]): Route {
  return { method: "DELETE", path, handle };
}

/** Finds the route of a method and path; fixed segments win over named ones. */
export function match(routes: readonly Route[], method: string, pathname: string) {
  const segments = pathname.split("/");
  let best: { route: Route; parts: Map<string, string> } | undefined;
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = route.path.split("/");
    if (pattern.length !== segments.length) continue;
    const parts = new Map<string, string>();
    const fits = pattern.every((expected, index) => {
      const actual = segments[index] ?? "";
      if (!expected.startsWith(":")) return expected === actual;
      parts.set(expected.slice(1), actual);
      return actual !== "";
    });
    if (fits && (best === undefined || parts.size < best.parts.size)) best = { route, parts };
  }
  return best;
}
