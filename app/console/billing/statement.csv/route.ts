import { csvResponse } from "@/lib/server/csv";
import { balanceSheet } from "@/lib/services/billing/balance-sheet";
import { ledgerCsv } from "@/lib/services/billing/exports";
import { wholeLedger } from "@/lib/services/billing/list-ledger";

export function GET(): Promise<Response> {
  return csvResponse(async (ctx) => {
    const [lines, { currency }] = await Promise.all([wholeLedger(ctx), balanceSheet(ctx)]);
    return { name: "statement", text: ledgerCsv(lines, currency) };
  });
}
