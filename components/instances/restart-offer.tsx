"use client";
/**
 * After the end of the balance and new credit: everything that ran, what each costs, where there is room for it, and the
 * sum in the button. What became of each stays on the page, also when nothing is left to offer.
 */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Badge } from "@/components/ui/badge";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Section } from "@/components/ui/page-header";
import { SelectField } from "@/components/ui/select-field";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { RestartOfferView, RestartResultView } from "@/lib/contracts/instances";
import { formatMicros } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { RestartResult } from "./restart-result";

type Offered = RestartOfferView["instances"][number];
type How = Offered["place"];

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
  const [chosen, setChosen] = useState<Readonly<Record<string, How>>>({});
  const { instances, currency } = props.offer;
  if (instances.length === 0 && !result) return null;
  const howOf = (each: Offered): How =>
    each.place === "copy" ? (chosen[each.instanceId] ?? (each.waiting ? "wait" : "copy")) : each.place;
  const perHour = (micros: bigint) =>
    say(words.perHour, { price: formatMicros(micros, { currency, locale }) });
  const starting = instances.filter((each) => each.priceId !== null && howOf(each) !== "wait");
  const sum = starting.reduce((total, each) => total + BigInt(each.microsPerHour), 0n);
  const mayAsk = instances.some((each) => each.priceId !== null && (each.place !== "wait" || !each.waiting));

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
      {result ? <RestartResult result={result} reasons={props.reasons} /> : null}
      {instances.length > 0 ? (
        <Section
          className="mb-0"
          title={words.title}
          text={`${sayCount(locale, words.text, instances.length)} ${words.bill}`}
        >
          <Form action={restart}>
            <Table
              caption={words.title}
              rows={instances}
              rowKey={(each) => each.instanceId}
              foot={{ name: words.total, price: perHour(sum) }}
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
                  key: "room",
                  head: words.room,
                  cell: (each) => (
                    <Room
                      each={each}
                      how={howOf(each)}
                      choose={(how) => setChosen({ ...chosen, [each.instanceId]: how })}
                    />
                  ),
                },
                {
                  key: "price",
                  head: words.price,
                  align: "end",
                  cell: (each) => (
                    <span className={starting.includes(each) ? undefined : "text-muted line-through"}>
                      {perHour(BigInt(each.microsPerHour))}
                    </span>
                  ),
                },
              ]}
            />
            {mayAsk ? (
              <div>
                <SubmitButton>
                  {starting.length > 0
                    ? say(words.verb, { price: formatMicros(sum, { currency, locale }) })
                    : words.verbWait}
                </SubmitButton>
              </div>
            ) : (
              <p className="text-muted">{words.noneFree}</p>
            )}
          </Form>
        </Section>
      ) : null}
    </div>
  );
}

/** Where one of them can start, what that means, and the choice where there is one. */
function Room({ each, how, choose }: { each: Offered; how: How; choose: (how: How) => void }) {
  const words = useMessages("instancePages").restartOffer;
  const { instanceId, priceId, place, waiting } = each;
  if (priceId === null) return <Badge tone="attention">{words.notSold}</Badge>;
  const wish = (what: How) => `${instanceId} ${what} ${priceId}`;
  if (place === "copy")
    return (
      <>
        <Badge tone="attention">{words.full}</Badge>
        <SelectField
          className="mt-1.5"
          help={
            <span className="text-xs">{how === "copy" ? say(words.copyText, each.copy) : words.tell}</span>
          }
          name="wish"
          label={<span className="sr-only">{say(words.choice, { name: each.name })}</span>}
          value={wish(how)}
          onChange={(event) => choose(event.target.value === wish("wait") ? "wait" : "copy")}
          options={[
            { value: wish("copy"), label: words.copy },
            { value: wish("wait"), label: words.waitHere },
          ]}
        />
      </>
    );
  if (place === "wait")
    return (
      <>
        {waiting ? null : <input type="hidden" name="wish" value={wish("wait")} />}
        <Badge tone="attention">{each.hostAway ? words.hostAway : words.taken}</Badge>
        <span className="mt-1 block text-xs text-muted">{waiting ? words.told : words.tell}</span>
      </>
    );
  return (
    <>
      <input type="hidden" name="wish" value={wish("here")} />
      <Badge tone="good">{words.free}</Badge>
    </>
  );
}
