"use client";
import { useId, useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { AvailabilityView } from "@/lib/contracts/views";
import { parseHours } from "@/lib/domain/duration";
import { formatMicros, formatTicks, ticksToDecimal } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { EstimateInput } from "./estimate-input";
import { offerOf } from "./offers";

const MOST_INSTANCES = 1000n;
const MOST_SECONDS = 100_000n * 3600n;

/**
 * Instances × type × hours, exact. A GET form: without JavaScript the page answers with the same figures; with it they
 * follow what is typed.
 */
export function Estimator(props: { view: AvailabilityView; initial: EstimateInput }) {
  const words = useMessages("site").estimate;
  const [input, setInput] = useState(props.initial);
  const change = (part: Partial<EstimateInput>) => setInput((now) => ({ ...now, ...part }));
  const online = props.view.regions.filter((region) => region.status === "online");
  return (
    <form
      method="get"
      action="/gpus#estimate"
      className="card p-4"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr_1fr]">
        <Select
          name="type"
          label={words.type}
          value={input.type}
          options={props.view.types.map((type) => [type.id, type.name])}
          onChange={(type) => change({ type })}
        />
        <Select
          name="region"
          label={words.region}
          value={input.region}
          options={online.map((region) => [region.id, region.name])}
          onChange={(region) => change({ region })}
        />
        <Input
          name="count"
          label={words.count}
          value={input.count}
          error={countOf(input) === null ? words.invalidCount : null}
          onChange={(count) => change({ count })}
        />
        <Input
          name="hours"
          label={words.hours}
          value={input.hours}
          help={words.hoursHelp}
          error={secondsOf(input) === null ? words.invalidHours : null}
          onChange={(hours) => change({ hours })}
        />
      </div>
      <Result view={props.view} input={input} />
      <noscript>
        <button type="submit" className="mt-3 rounded-md border border-edge px-3 py-1.5 font-medium">
          {words.calculate}
        </button>
      </noscript>
    </form>
  );
}

function countOf(input: EstimateInput): bigint | null {
  if (!/^\d{1,4}$/.test(input.count.trim())) return null;
  const count = BigInt(input.count.trim());
  return count >= 1n && count <= MOST_INSTANCES ? count : null;
}

function secondsOf(input: EstimateInput): bigint | null {
  const seconds = parseHours(input.hours);
  return seconds !== null && seconds <= MOST_SECONDS ? seconds : null;
}

function Result({ view, input }: { view: AvailabilityView; input: EstimateInput }) {
  const words = useMessages("site").estimate;
  const { locale } = useReader();
  const count = countOf(input);
  const seconds = secondsOf(input);
  const offer = offerOf(view, input.type, input.region);
  const type = view.types.find((each) => each.id === input.type);
  const region = view.regions.find((each) => each.id === input.region);
  if (!offer || !type)
    return <p className="mt-4 text-muted">{say(words.soldOnly, { region: region?.name ?? input.region })}</p>;
  if (count === null || seconds === null) return null;
  const money = { currency: offer.currency, locale };
  const price = BigInt(offer.microsPerHour);
  const ticks = count * seconds * price;
  return (
    <output className="mt-4 block border-t border-line pt-3">
      <span className="text-muted">{words.result}</span>
      <span
        data-testid="estimate"
        data-ticks={ticks.toString()}
        className="figures block text-2xl leading-8 font-medium"
      >
        {formatTicks(ticks, money)}
      </span>
      <span className="figures block text-muted">
        {say(words.formula, {
          count: count.toString(),
          type: type.name,
          seconds: seconds.toString(),
          price: formatMicros(price, money),
        })}
        {" · "}
        {say(words.exact, { amount: `${ticksToDecimal(ticks)} ${offer.currency}` })}
      </span>
    </output>
  );
}

function Select(props: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {props.label}
      </label>
      <select
        id={id}
        name={props.name}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className="control"
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Input(props: {
  name: string;
  label: string;
  value: string;
  help?: string;
  error: string | null;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {props.label}
      </label>
      <input
        id={id}
        name={props.name}
        inputMode="decimal"
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={props.error || props.help ? `${id}-note` : undefined}
        className="control figures"
      />
      {props.error || props.help ? (
        <p id={`${id}-note`} className={props.error ? "mt-1.5 text-danger" : "mt-1.5 text-muted"}>
          {props.error ?? props.help}
        </p>
      ) : null}
    </div>
  );
}
