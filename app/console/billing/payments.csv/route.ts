import { csvResponse } from "@/lib/server/csv";
import { paymentsCsv } from "@/lib/services/billing/exports";
import { allPayments } from "@/lib/services/billing/list-payments";

export function GET(): Promise<Response> {
  return csvResponse(async (ctx) => ({ name: "payments", text: paymentsCsv(await allPayments(ctx)) }));
}
