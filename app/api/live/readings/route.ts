import { metricsInput } from "@/lib/contracts/telemetry";
import { DomainError } from "@/lib/domain/errors";
import { requestContext } from "@/lib/server/context";
import { statusOf } from "@/lib/server/http-status";
import { refusalSentence } from "@/lib/server/words";
import { instanceMetrics } from "@/lib/services/telemetry/metrics";

/** What was read of an instance since a second: what an open page of metrics asks for every ten seconds. */
export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams;
  const input = metricsInput.safeParse({
    instanceId: asked.get("instance"),
    range: asked.get("range") ?? undefined,
    since: asked.get("since"),
  });
  const ctx = await requestContext();
  try {
    if (!input.success) throw new DomainError("not_found", { what: "instance" });
    const metrics = await instanceMetrics(ctx, input.data);
    return Response.json(metrics, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return new Response(refusalSentence(error, ctx.locale), { status: statusOf(error.code) });
  }
}
