"use client";
/** What became of a payment, after Stripe's page sent its payer back: live until it is decided. */
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Banner, type Tone } from "@/components/ui/banner";
import { ButtonLink, buttonClass } from "@/components/ui/button";
import { ConfirmForm } from "@/components/ui/confirm-form";
import { DialogButton } from "@/components/ui/dialog";
import type { FormAction } from "@/components/ui/form";
import { Spinner } from "@/components/ui/spinner";
import type { PaymentView } from "@/lib/contracts/views";
import { formatCents } from "@/lib/format/money";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { declineSentence } from "./payment-state";
import { usePayment } from "./use-payments";

/** First soon, because confirmation takes a second or two; then ever more patiently. */
const LOOK_AGAIN_MS = [1_500, 2_500, 4_000, 8_000, 15_000, 30_000] as const;

type Situation = "waiting" | "paid" | "processing" | "action" | "failed" | "open" | "abandoned";

/** `cameBack`: Stripe says that its page was completed, so an undecided payment is one that we wait for. */
function situationOf(payment: PaymentView, cameBack: boolean): Situation {
  if (payment.state === "action_needed") return "action";
  if (payment.state === "open") return cameBack ? "waiting" : "open";
  return payment.state;
}

const TONE: Record<Situation, Tone> = {
  waiting: "info",
  paid: "good",
  processing: "info",
  action: "attention",
  failed: "danger",
  open: "attention",
  abandoned: "info",
};

export function ReturnStatus(props: {
  payment: PaymentView;
  cameBack: boolean;
  /** The provider could not be asked when this page was made. */
  outOfDate: boolean;
  cancel?: FormAction<PaymentView> | undefined;
}) {
  const m = useMessages("billing");
  const { locale } = useReader();
  const payment = usePayment(props.payment);
  const situation = situationOf(payment, props.cameBack);
  useLookAgain(situation === "waiting" || situation === "action" || situation === "processing");
  const amount = formatCents(BigInt(payment.amountCents), { currency: payment.currency, locale });
  const { title, text } = sentences(situation, m.back, amount);
  const decline = situation === "failed" ? declineSentence(payment.failureCode, m) : null;
  return (
    <div className="flex max-w-text flex-col gap-5">
      <div data-testid="payment-outcome" data-state={payment.state}>
        <Banner tone={TONE[situation]} title={title} text={decline ? `${decline} ${text}` : text}>
          {situation === "failed" ? <p>{m.back.failedNext}</p> : null}
          {situation === "waiting" ? (
            <p className="mt-2 flex items-center gap-2 text-muted">
              <Spinner />
              {m.back.checking}
            </p>
          ) : null}
        </Banner>
      </div>
      {props.outOfDate && situation !== "paid" ? <p className="text-muted">{m.back.unreachable}</p> : null}
      <NextSteps payment={payment} situation={situation} cancel={props.cancel} />
    </div>
  );
}

function sentences(situation: Situation, m: Messages["billing"]["back"], amount: string) {
  switch (situation) {
    case "waiting":
      return { title: m.waitingTitle, text: say(m.waitingText, { amount }) };
    case "paid":
      return { title: say(m.paidTitle, { amount }), text: m.paidText };
    case "processing":
      return { title: say(m.processingTitle, { amount }), text: m.processingText };
    case "action":
      return { title: m.actionTitle, text: say(m.actionText, { amount }) };
    case "failed":
      return { title: say(m.failedTitle, { amount }), text: m.failedText };
    case "open":
      return { title: say(m.openTitle, { amount }), text: m.openText };
    case "abandoned":
      return { title: say(m.abandonedTitle, { amount }), text: m.abandonedText };
  }
}

function NextSteps(props: {
  payment: PaymentView;
  situation: Situation;
  cancel: FormAction<PaymentView> | undefined;
}): ReactNode {
  const m = useMessages("billing");
  const { payment, situation, cancel } = props;
  const canPay = cancel && payment.checkoutUrl && situation !== "waiting";
  return (
    <div className="flex flex-wrap gap-2">
      {canPay && payment.checkoutUrl ? (
        <a href={payment.checkoutUrl} className={buttonClass({ variant: "primary" })}>
          {situation === "failed" ? m.payments.again : m.payments.resume}
        </a>
      ) : null}
      {situation === "paid" ? (
        <>
          <ButtonLink href="/console/launch" variant="primary">
            {m.back.launch}
          </ButtonLink>
          <ButtonLink href={`/console/billing/payments/${payment.id}`}>{m.back.receipt}</ButtonLink>
        </>
      ) : null}
      {canPay ? (
        <DialogButton
          button={{ children: m.payments.cancel }}
          title={m.payments.cancelTitle}
          description={m.payments.cancelText}
        >
          <ConfirmForm action={cancel} fields={{ paymentId: payment.id }} confirm={m.payments.cancel} />
        </DialogButton>
      ) : null}
      {!canPay && (situation === "failed" || situation === "abandoned") ? (
        <ButtonLink href="/console/billing#add-credit" variant="primary">
          {m.back.addAgain}
        </ButtonLink>
      ) : null}
      <ButtonLink href="/console/billing">{m.back.toBilling}</ButtonLink>
    </div>
  );
}

/** The page asks the provider each time it is made: so it is decided also when no webhook comes and no stream is up. */
function useLookAgain(undecided: boolean): void {
  const router = useRouter();
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    if (!undecided) return;
    const wait = LOOK_AGAIN_MS[Math.min(looks, LOOK_AGAIN_MS.length - 1)];
    const timer = setTimeout(() => {
      router.refresh();
      setLooks((count) => count + 1);
    }, wait);
    return () => clearTimeout(timer);
  }, [undecided, looks, router]);
}
