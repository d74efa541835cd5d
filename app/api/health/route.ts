import { databaseAnswers } from "@/lib/server/health";

export const dynamic = "force-dynamic";

/** 200 while this process serves and its database answers; 503 otherwise. For load balancers and the supervisor. */
export async function GET(): Promise<Response> {
  const well = await databaseAnswers();
  return Response.json(
    { status: well ? "ok" : "unavailable", database: well ? "ok" : "unreachable" },
    { status: well ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
