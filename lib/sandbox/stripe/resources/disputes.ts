import { invalid } from "../core/errors";
import { listPage } from "../core/list";
import { get, post, type Route } from "../core/routing";
import { closeDispute } from "../payments/disputes";

const TEXTS = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_tracking_number",
  "uncategorized_text",
] as const;

/** `/v1/disputes`. As in Stripe's test mode, evidence that reads `winning_evidence` wins. */
export const disputeRoutes: Route[] = [
  get("/v1/disputes", (world, { params }) => {
    const charge = params.text("charge");
    const intent = params.text("payment_intent");
    const rows = world.store
      .list("disputes")
      .filter((row) => (!charge || row.charge === charge) && (!intent || row.payment_intent === intent));
    return listPage(rows, params, "/v1/disputes");
  }),
  get("/v1/disputes/:id", (world, { part }) => world.get("disputes", part("id"))),
  post("/v1/disputes/:id", (world, { part, params }) => {
    const dispute = world.get("disputes", part("id"));
    const fields = params.child("evidence");
    const evidence = { ...dispute.evidence };
    for (const name of TEXTS) if (fields?.has(name)) evidence[name] = fields.nullableText(name) ?? null;
    const submit = params.flag("submit") ?? fields !== undefined;
    const metadata = params.metadata(dispute.metadata);
    params.done();
    if (fields !== undefined && !dispute.status.endsWith("needs_response")) {
      throw invalid("This dispute is already closed or under review.");
    }
    const sent = fields !== undefined && submit;
    const updated = world.update("disputes", dispute.id, {
      evidence,
      evidence_details: {
        ...dispute.evidence_details,
        has_evidence: dispute.evidence_details.has_evidence || fields !== undefined,
        submission_count: dispute.evidence_details.submission_count + (sent ? 1 : 0),
        submission_method: sent ? "manual" : dispute.evidence_details.submission_method,
      },
      metadata,
      ...(sent
        ? { status: dispute.status.startsWith("warning") ? "warning_under_review" : "under_review" }
        : {}),
    });
    world.emit("charge.dispute.updated", updated, { metadata: dispute.metadata });
    if (!sent) return updated;
    if (evidence.uncategorized_text === "winning_evidence") return closeDispute(world, updated, true);
    return evidence.uncategorized_text === "losing_evidence" ? closeDispute(world, updated, false) : updated;
  }),
  post("/v1/disputes/:id/close", (world, { part }) => {
    const dispute = world.get("disputes", part("id"));
    if (!dispute.status.endsWith("needs_response") && !dispute.status.endsWith("under_review")) {
      throw invalid("This dispute is already closed.");
    }
    return closeDispute(world, dispute, false);
  }),
];
