import { monthText } from "@/lib/contracts/billing";
import { csvResponse } from "@/lib/server/csv";
import { usageCsv } from "@/lib/services/billing/exports";
import { usageByDay } from "@/lib/services/billing/usage-by-day";

export function GET(request: Request): Promise<Response> {
  const month = monthText.safeParse(new URL(request.url).searchParams.get("month") ?? undefined);
  return csvResponse(async (ctx) => {
    const usage = await usageByDay(ctx, month.data);
    return { name: `usage-${usage.month}`, text: usageCsv(usage) };
  });
}
