import type { IncomingHttpHeaders } from "node:http";
import { StripeFault } from "./errors";

function keyOf(headers: IncomingHttpHeaders): string | null {
  const [scheme, value] = (headers.authorization ?? "").split(" ");
  if (!value) return null;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return null;
  return Buffer.from(value, "base64").toString("utf8").split(":")[0] ?? null;
}

function masked(key: string): string {
  const head = /^(sk|rk|pk)_(test|live)_/.exec(key)?.[0] ?? "";
  return `${head}****${key.length > head.length + 8 ? key.slice(-4) : ""}`;
}

/** Only test keys may speak to the sandbox, any of them. Throws the 401 that Stripe gives. */
export function authenticate(headers: IncomingHttpHeaders): void {
  const key = keyOf(headers);
  if (key === null || key === "") {
    throw new StripeFault(401, {
      type: "invalid_request_error",
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  }
  if (/^(sk|rk)_live_/.test(key)) {
    throw new StripeFault(401, {
      type: "invalid_request_error",
      code: "livemode_mismatch",
      message: `Invalid API Key provided: ${masked(key)}. This is a sandbox: it takes test keys only.`,
    });
  }
  if (!/^(sk|rk)_test_./.test(key)) {
    throw new StripeFault(401, {
      type: "invalid_request_error",
      message: `Invalid API Key provided: ${masked(key)}`,
    });
  }
}
