import { instanceLogInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { requestContext } from "@/lib/server/context";
import { statusOf } from "@/lib/server/http-status";
import { log } from "@/lib/server/log";
import { readInstanceLog } from "@/lib/services/instances/read-log";

type Context = { params: Promise<{ id: string }> };

/** One log as a view, for a page that follows it; with `download` as a text file. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const ctx = await requestContext();
  const input = instanceLogInput.safeParse({ instanceId: (await params).id, kind: query.get("kind") });
  try {
    if (!input.success) throw new DomainError("not_found", { what: "log" });
    const view = await readInstanceLog(ctx, input.data);
    if (!query.has("download")) return Response.json(view, { headers: { "cache-control": "no-store" } });
    return new Response(view.text, {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename="${input.data.instanceId}-${view.kind}.log"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof DomainError) return new Response(error.code, { status: statusOf(error.code) });
    const id = log.unexpected("a log was not read", error, { requestId: ctx.requestId });
    return new Response(id, { status: 500 });
  }
}
