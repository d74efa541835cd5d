import { runInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { csvResponse } from "@/lib/server/csv";
import { receiptCsv } from "@/lib/services/instances/receipts";

export function GET(request: Request): Promise<Response> {
  const run = runInput.safeParse({ runId: new URL(request.url).searchParams.get("run") });
  return csvResponse(async (ctx) => {
    if (!run.success) throw new DomainError("not_found", { what: "run" });
    return { name: run.data.runId, text: await receiptCsv(ctx, run.data) };
  });
}
