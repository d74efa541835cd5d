/** The form for more credit, or why there is none. */
import { Banner } from "@/components/ui/banner";
import type { FormAction } from "@/components/ui/form";
import type { PayingState, TopUpView } from "@/lib/contracts/billing";
import type { Messages } from "@/lib/i18n";
import { AddCreditForm } from "./add-credit-form";

export function AddCredit(props: {
  action: FormAction<TopUpView>;
  paying: PayingState;
  words: Messages["billing"];
  currency: string;
  minimumCents: string;
  maximumCents: string;
  requestId: string;
}) {
  const { paying, words, ...form } = props;
  if (paying === "may") return <AddCreditForm {...form} />;
  const why = {
    unconfirmed: words.form.unconfirmed,
    acting: words.form.readOnly,
    role: words.form.notAllowed,
  };
  return <Banner tone={paying === "unconfirmed" ? "attention" : "info"} text={why[paying]} live={false} />;
}
