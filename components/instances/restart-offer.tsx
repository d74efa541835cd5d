"use client";
/**
 * After the end of the balance and new credit: everything that ran, with what each costs and the sum in the button. What
 * became of each stays on the page, also when nothing is left to offer.
 */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Section } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { RestartOfferView, RestartResultView } from "@/lib/contracts/instances";
import { formatMicros } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";

export function RestartOffer(props: {
  offer: RestartOfferView;
  action: FormAction<RestartResultView>;
  /** The words of a refusal, by its code. */
  reasons: Readonly<Record<string, string>>;
}) {
  const words = useMessages("instancePages").restartOffer;
  const { locale } = useReader();
  const router = useRouter();
  const [result, setResult] = useState<RestartResultView | null>(null);
  const { offer } = props;
  const some = offer.instances.some((each) => each.available);
  if (offer.instances.length === 0 && !result) return null;
  const price = (micros: string) => formatMicros(BigInt(micros), { currency: offer.currency, locale });

  const restart: FormAction<RestartResultView> = async (previous, form) => {
    const answer = await props.action(previous, form);
    // Kept here and not by the form: with the answer comes a page on which there may be nothing left to offer.
    if (answer.ok) setResult(answer.data);
    // Another price, or another state: what is offered is out of date.
    else router.refresh();
    return answer;
  };

  return (
    <div data-testid="restart-offer" className="mb-8">
      {result ? <Result result={result} reasons={props.reasons} /> : null}
      {offer.instances.length > 0 ? (
        <Section
          className="mb-0"
          title={words.title}
          text={`${sayCount(locale, words.text, offer.instances.length)} ${words.bill}`}
        >
          <Table
            caption={words.title}
            rows={offer.instances}
            rowKey={(each) => each.instanceId}
            foot={{ name: words.total, price: say(words.perHour, { price: price(offer.microsPerHour) }) }}
            columns={[
              {
                key: "name",
                head: words.name,
                main: true,
                cell: (each) => (
                  <TextLink quiet href={`/console/instances/${each.instanceId}`}>
                    {each.name}
                  </TextLink>
                ),
              },
              { key: "type", head: words.type, cell: (each) => each.typeName },
              {
                key: "free",
                head: words.free,
                hideHead: true,
                cell: (each) => (
                  <Badge tone={each.available ? "good" : "attention"}>
                    {each.available ? words.free : words.taken}
                  </Badge>
                ),
              },
              {
                key: "price",
                head: words.price,
                align: "end",
                cell: (each) => (
                  <span className={each.available ? undefined : "text-muted line-through"}>
                    {say(words.perHour, { price: price(each.microsPerHour) })}
                  </span>
                ),
              },
            ]}
          />
          {some ? (
            <Form action={restart} className="mt-4">
              <input type="hidden" name="microsPerHour" value={offer.microsPerHour} />
              <div>
                <SubmitButton>{say(words.verb, { price: price(offer.microsPerHour) })}</SubmitButton>
              </div>
            </Form>
          ) : (
            <p className="mt-4 text-muted">{words.noneFree}</p>
          )}
        </Section>
      ) : null}
    </div>
  );
}

function Result(props: { result: RestartResultView; reasons: Readonly<Record<string, string>> }) {
  const words = useMessages("instancePages").restartOffer;
  const { locale } = useReader();
  const { started, refused } = props.result;
  return (
    <Banner
      className="mb-4"
      tone={refused.length > 0 ? "attention" : "good"}
      title={started.length > 0 ? sayCount(locale, words.result, started.length) : words.resultNone}
    >
      {refused.length > 0 ? (
        <ul>
          {refused.map((each) => (
            <li key={each.instanceId}>
              {say(words.refused, { name: each.name, reason: props.reasons[each.code] ?? each.code })}
            </li>
          ))}
        </ul>
      ) : null}
    </Banner>
  );
}
