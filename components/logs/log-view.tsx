"use client";
/** One log: the end of it in view, growing while it is followed. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { useInstance } from "@/components/instances/use-instances";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button-look";
import { SwitchField } from "@/components/ui/checkbox-field";
import { Section } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import type { InstanceLogView, InstanceView } from "@/lib/contracts/views";
import { isPending } from "@/lib/domain/states";

const FOLLOW_MS = 2_000;

export function LogView(props: { rendered: InstanceLogView; instance: InstanceView }) {
  const words = useMessages("logs");
  const { locale, zone } = useReader();
  const instance = useInstance(props.instance);
  const { kind } = props.rendered;
  const address = `/console/instances/${instance.id}/logs/text?kind=${kind}`;
  // While it boots, what comes next is what one waits for.
  const [asked, setAsked] = useState<boolean | null>(null);
  const follows = asked ?? isPending(instance.state);
  const { data, isError, refetch } = useQuery({
    queryKey: ["instances", instance.id, "log", kind],
    queryFn: ({ signal }) => readAgain(address, signal),
    initialData: props.rendered,
    refetchInterval: follows ? FOLLOW_MS : false,
    retry: false,
  });
  // What is kept stands there at once; what the machine says now, also its last words before a change, comes after.
  const { state } = instance;
  useEffect(() => {
    if (state) void refetch();
  }, [state, refetch]);
  return (
    <Section
      title={words[kind]}
      text={words[`${kind}Text`]}
      actions={
        <>
          <SwitchField
            name={`follow-${kind}`}
            label={words.follow}
            checked={follows}
            onChange={(event) => setAsked(event.target.checked)}
          />
          <a href={`${address}&download`} className={buttonClass({ size: "sm" })} download>
            {words.download}
          </a>
        </>
      }
    >
      {data.unreachable || isError ? (
        <Banner className="mb-3" tone="attention" text={isError ? words.failed : words.unreachable} />
      ) : null}
      <LogText text={data.text} label={words[kind]} empty={words.empty} follows={follows} />
      {data.collectedAt ? (
        <p className="mt-2 text-muted">
          <Rich
            text={words.read}
            values={{ time: <Time at={data.collectedAt} locale={locale} zone={zone} precision="second" /> }}
          />
        </p>
      ) : null}
    </Section>
  );
}

async function readAgain(address: string, signal: AbortSignal): Promise<InstanceLogView> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

/** Shows the end of the text, and stays there while it grows unless the reader scrolled away from it. */
function LogText(props: { text: string; label: string; empty: string; follows: boolean }) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  const { text } = props;
  useEffect(() => {
    if (text && box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  if (text === "") return <p className="text-muted">{props.empty}</p>;
  return (
    <section aria-label={props.label}>
      <pre
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 8;
        }}
        className="figures max-h-96 overflow-auto rounded-md border border-line bg-inset p-3 text-[0.8125rem] leading-5 break-words whitespace-pre-wrap"
      >
        {text}
      </pre>
    </section>
  );
}
