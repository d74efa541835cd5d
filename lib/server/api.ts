import type { z } from "zod";
import { DomainError, type ErrorCode } from "@/lib/domain/errors";
import { type ActionFailure, failure, invalid, type Plain, type Verb } from "./action";
import { requestContext } from "./context";

const STATUS: Partial<Record<ErrorCode | "unexpected", number>> = {
  invalid_input: 422,
  sign_in_needed: 401,
  wrong_credentials: 401,
  forbidden: 403,
  acting_read_only: 403,
  email_unconfirmed: 403,
  password_confirmation_needed: 403,
  not_found: 404,
  link_expired: 410,
  insufficient_credit: 402,
  balance_ended: 402,
  balance_negative: 402,
  rate_limited: 429,
  payment_unavailable: 503,
  region_unavailable: 503,
  clock_halted: 503,
  unexpected: 500,
};

/** The HTTP status of a refusal; what is not listed is a conflict with the present state. */
export const statusOf = (code: ErrorCode | "unexpected"): number => STATUS[code] ?? 409;

export type ApiOptions<T> = {
  status?: number;
  /** Another answer than the data as JSON: a file, a stream. */
  respond?: (data: T) => Response;
};

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
type RouteHandler = (request: Request, route: RouteContext) => Promise<Response>;

/**
 * Makes a route handler of a schema and a verb. The input is the route's parameters, the query and (unless GET) the
 * JSON body, the later winning. Refusals are `{ error: { code, message, field? } }` with the status that fits.
 */
export function api<S extends z.ZodType, T extends Plain>(
  schema: S,
  verb: Verb<S, T>,
  options?: ApiOptions<T>,
): RouteHandler;
/** A verb that answers nothing. */
export function api<S extends z.ZodType>(
  schema: S,
  verb: Verb<S, void>,
  options?: ApiOptions<void>,
): RouteHandler;
export function api<S extends z.ZodType, T>(
  schema: S,
  verb: Verb<S, T>,
  options: ApiOptions<T> = {},
): RouteHandler {
  return async (request, route) => {
    let locale = "en";
    try {
      const ctx = await requestContext();
      locale = ctx.locale;
      const body = await jsonBody(request);
      if (body === undefined) throw new DomainError("invalid_input", { reason: "body_not_json" });
      const query = Object.fromEntries(new URL(request.url).searchParams);
      const parsed = schema.safeParse({ ...query, ...(await route.params), ...body }, { reportInput: true });
      if (!parsed.success) return problem(invalid(parsed.error, locale));
      const data = await verb(ctx, parsed.data);
      return options.respond?.(data) ?? Response.json(data ?? null, { status: options.status ?? 200 });
    } catch (error) {
      return problem(failure(error, locale, { path: new URL(request.url).pathname }));
    }
  };
}

/** The body as an object: `{}` when there is none, undefined when it is not one. */
async function jsonBody(request: Request): Promise<object | undefined> {
  const text = request.method === "GET" || request.method === "HEAD" ? "" : await request.text();
  if (text.trim() === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function problem(refusal: ActionFailure): Response {
  const [field, sentence] = Object.entries(refusal.fieldErrors ?? {})[0] ?? [];
  const error = {
    code: refusal.code,
    message: sentence ?? refusal.message,
    ...(field === undefined ? {} : { field }),
  };
  return Response.json({ error }, { status: statusOf(refusal.code) });
}
