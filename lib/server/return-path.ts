const HERE = "http://here.invalid";
/** Where nobody should be sent after signing in: back to signing in, and to what is not a page. */
const NOT_BACK = /^\/(sign-in|sign-up|api\/|_next\/)/;

/** A path of our own to go to, from an address that anybody may have written; `fallback` for all others. */
export function returnPath(given: string | null | undefined, fallback: string): string {
  if (!given?.startsWith("/") || !URL.canParse(given, HERE)) return fallback;
  const url = new URL(given, HERE);
  url.searchParams.delete("_rsc");
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "//elsewhere.example" and "/\\elsewhere.example" are other people's, and so is what dots lead to.
  return url.origin === HERE && !path.startsWith("//") && !NOT_BACK.test(path) ? path : fallback;
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string): string {
  const back = returnPath(path, "/console");
  return back === "/console" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(back)}`;
}
