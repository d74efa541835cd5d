import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { requestContext } from "./context";
import { statusOf } from "./http-status";
import { log } from "./log";
import { refusalSentence, unexpectedSentence } from "./words";

/** A CSV file of what the reader may see; refusals in a sentence, as everywhere. */
export async function csvResponse(
  make: (ctx: ServiceContext) => Promise<{ name: string; text: string }>,
): Promise<Response> {
  const ctx = await requestContext();
  try {
    const { name, text } = await make(ctx);
    return new Response(text, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof DomainError)
      return new Response(refusalSentence(error, ctx.locale), { status: statusOf(error.code) });
    const id = log.unexpected("an export failed", error, { requestId: ctx.requestId });
    return new Response(unexpectedSentence(id, ctx.locale), { status: 500 });
  }
}
