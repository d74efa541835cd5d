import { publicStream, sessionStream } from "@/lib/server/live";

export const dynamic = "force-dynamic";

/** Server-sent events: `?topic=availability` for public pages, otherwise whoever is signed in. */
export async function GET(request: Request): Promise<Response> {
  const everybody = new URL(request.url).searchParams.get("topic") === "availability";
  return everybody ? publicStream(request) : await sessionStream(request);
}
