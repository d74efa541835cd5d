import { instanceInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { requestContext } from "@/lib/server/context";
import { env } from "@/lib/server/env";
import { log } from "@/lib/server/log";
import { NotebookAddress } from "@/lib/server/notebooks/address";
import { openNotebook } from "@/lib/services/notebooks/open";

type Context = { params: Promise<{ id: string }> };

const goTo = (address: string) =>
  new Response(null, { status: 303, headers: { location: address, "cache-control": "no-store" } });

/** Leads to the instance's notebook, with a ticket. What is in the way is to be seen on the instance's page. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const page = `/console/instances/${encodeURIComponent(id)}`;
  const { notebooks, publicUrl } = env();
  // A browser sends its cookie with a form of any page of this site.
  if (request.headers.get("origin") !== new URL(publicUrl).origin) return new Response(null, { status: 403 });
  const input = instanceInput.safeParse({ instanceId: id });
  if (!notebooks || !input.success) return goTo(page);
  const ctx = await requestContext();
  try {
    const { ticket } = await openNotebook(ctx, input.data);
    return goTo(new NotebookAddress(notebooks.url).ticketUrl(input.data.instanceId, ticket));
  } catch (error) {
    if (error instanceof DomainError) return goTo(page);
    const errorId = log.unexpected("a notebook was not opened", error, { requestId: ctx.requestId });
    return new Response(`Error ${errorId}`, { status: 500 });
  }
}

/** Somebody reloads, or comes back to it. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  return goTo(`/console/instances/${encodeURIComponent((await params).id)}`);
}
