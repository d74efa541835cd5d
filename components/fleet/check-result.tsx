"use client";
/** What the join check found: that all is well, or each thing that is in the way and what to do about it. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import type { CheckProblemView, CheckView } from "@/lib/contracts/fleet";
import { sayCount } from "@/lib/i18n/say";

export function CheckResult(props: { check: CheckView; saved: boolean }) {
  const m = useMessages("fleet").check;
  const { locale } = useReader();
  const { problems, found } = props.check;
  if (problems.length === 0 && found)
    return (
      <Banner
        tone="good"
        testId="check-result"
        title={m.good}
        text={sayCount(locale, m.goodText, found.hosts, {
          server: found.server === "incus" ? "Incus" : "LXD",
          version: found.version,
          cards: found.cards,
        })}
      />
    );
  return (
    <Banner
      tone="danger"
      testId="check-result"
      title={`${sayCount(locale, m.bad, problems.length)}. ${props.saved ? "" : m.notSaved}`.trim()}
    >
      <ul className="mt-2 flex flex-col gap-4">
        {problems.map((problem) => (
          <li key={problem.kind} data-problem={problem.kind}>
            <Problem problem={problem} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function Problem({ problem: { kind, detail } }: { problem: CheckProblemView }) {
  const m = useMessages("fleet").check;
  const advice =
    kind === "no_storage_pool" && detail.existing === "" ? m.advice.no_storage_pool_none : m.advice[kind];
  return (
    <>
      <p className="font-medium">{fill(m.problems[kind], detail)}</p>
      {detail.expected ? <Fingerprint label={m.expected} value={detail.expected} /> : null}
      {detail.presented ? <Fingerprint label={m.presented} value={detail.presented} /> : null}
      <p className="mt-1">{fill(advice, detail)}</p>
      {kind === "not_trusted" ? (
        <div className="mt-2">
          <CodeBlock code={m.trustCommand} what={m.trust} prompt />
        </div>
      ) : null}
    </>
  );
}

function Fingerprint(props: { label: string; value: string }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3">
      <span className="text-muted">{props.label}</span>
      <span className="figures break-all">{props.value}</span>
      <CopyButton text={props.value} what={props.label} iconOnly />
    </p>
  );
}

/** Which placeholders there are is known only with the problem. */
const fill = (template: string, detail: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => detail[name] ?? whole);
