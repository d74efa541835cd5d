import { createHash } from "node:crypto";

export type DisputeKind = "fraudulent" | "product_not_received" | "inquiry";

export type Decline = { code: string; declineCode?: string; message: string };

/** What a test card does when it is charged. */
export type CardBehaviour = {
  decline?: Decline;
  /** `unless_set_up`: off-session works once the card was saved with authentication. */
  authenticate?: "always" | "unless_set_up" | "already_set_up";
  dispute?: DisputeKind;
  refund?: "fails_later" | "pending";
  /** Saving it (a SetupIntent) is refused too. */
  declineOnSetup?: boolean;
};

export type TestCard = {
  number: string;
  brand: "visa" | "mastercard" | "amex";
  funding: "credit" | "debit";
  /** `pm_card_<name>`. */
  names: string[];
  behaviour: CardBehaviour;
};

const generic = (declineCode: string, message = "Your card was declined."): Decline => ({
  code: "card_declined",
  declineCode,
  message,
});

function card(number: string, names: string[], behaviour: CardBehaviour = {}): TestCard {
  return { number, brand: "visa", funding: "credit", names, behaviour };
}

function declining(number: string, names: string[], decline: Decline): TestCard {
  return card(number, names, { decline, declineOnSetup: true });
}

/** Stripe's documented test cards, by what they do. */
export const TEST_CARDS: readonly TestCard[] = [
  card("4242424242424242", ["visa"]),
  { ...card("4000056655665556", ["visa_debit"]), funding: "debit" },
  { ...card("5555555555554444", ["mastercard"]), brand: "mastercard" },
  { ...card("378282246310005", ["amex"]), brand: "amex" },
  card("4000000000000077", ["bypassPending"]),
  declining("4000000000000002", ["chargeDeclined", "visa_chargeDeclined"], generic("generic_decline")),
  declining(
    "4000000000009995",
    ["chargeDeclinedInsufficientFunds", "visa_chargeDeclinedInsufficientFunds"],
    generic("insufficient_funds", "Your card has insufficient funds."),
  ),
  declining(
    "4000000000009987",
    ["chargeDeclinedLostCard", "visa_chargeDeclinedLostCard"],
    generic("lost_card"),
  ),
  declining(
    "4000000000009979",
    ["chargeDeclinedStolenCard", "visa_chargeDeclinedStolenCard"],
    generic("stolen_card"),
  ),
  declining("4100000000000019", ["radarBlock"], generic("fraudulent")),
  declining("4000000000000069", ["chargeDeclinedExpiredCard"], {
    code: "expired_card",
    declineCode: "expired_card",
    message: "Your card has expired.",
  }),
  declining("4000000000000127", ["chargeDeclinedIncorrectCvc"], {
    code: "incorrect_cvc",
    declineCode: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
  }),
  declining("4000000000000119", ["chargeDeclinedProcessingError"], {
    code: "processing_error",
    declineCode: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  }),
  card("4000000000000341", ["chargeCustomerFail"], { decline: generic("generic_decline") }),
  card("4000002500003155", ["authenticationRequiredOnSetup"], { authenticate: "unless_set_up" }),
  card("4000002760003184", ["authenticationRequired"], { authenticate: "always" }),
  card("4000003800000446", ["authenticationRequiredSetupForOffSession"], { authenticate: "already_set_up" }),
  card("4000000000003220", ["threeDSecure2Required"], { authenticate: "always" }),
  card("4000008260003178", ["authenticationRequiredChargeDeclinedInsufficientFunds"], {
    authenticate: "always",
    decline: generic("insufficient_funds", "Your card has insufficient funds."),
  }),
  card("4000000000000259", ["createDispute"], { dispute: "fraudulent" }),
  card("4000000000002685", ["createDisputeProductNotReceived"], { dispute: "product_not_received" }),
  card("4000000000001976", ["createDisputeInquiry"], { dispute: "inquiry" }),
  card("4000000000005126", ["refundFail"], { refund: "fails_later" }),
  card("4000000000007726", ["pendingRefund"], { refund: "pending" }),
];

/** What identifies a card without its number, which is never kept. */
export function fingerprint(number: string): string {
  return createHash("sha256")
    .update(`card:${number}`)
    .digest("base64url")
    .replaceAll(/[-_]/g, "x")
    .slice(0, 16);
}

const byNumber = new Map(TEST_CARDS.map((one) => [one.number, one]));
const byFingerprint = new Map(TEST_CARDS.map((one) => [fingerprint(one.number), one]));
const byName = new Map(TEST_CARDS.flatMap((one) => one.names.map((name) => [name, one] as const)));

export const cardByNumber = (digits: string): TestCard | undefined => byNumber.get(digits);
export const cardByFingerprint = (mark: string | null | undefined): TestCard | undefined =>
  byFingerprint.get(mark ?? "");
/** `pm_card_visa` or `tok_visa`. */
export const cardByToken = (token: string): TestCard | undefined =>
  byName.get(token.replace(/^(pm_card|tok)_/, ""));

export type BankOutcome = "succeeds" | "takes_time" | "fails";

/** Stripe's test IBANs by their ending; any other takes time and succeeds. */
export function bankOutcome(last4: string): BankOutcome {
  if (["3201", "6789"].includes(last4)) return "succeeds";
  return ["3202", "3456", "1116"].includes(last4) ? "fails" : "takes_time";
}
