/** What leads a new account to its first instance: three steps, each a link, those done ticked. */
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { cx } from "@/components/ui/cx";
import type { FirstStepsView } from "@/lib/contracts/overview";
import { type Messages, say } from "@/lib/i18n";

export function FirstSteps(props: {
  steps: FirstStepsView;
  words: Messages["launch"]["firstSteps"];
  /** The smallest top-up, as text. */
  least: string;
}) {
  const m = props.words;
  const steps = [
    {
      href: "/console/billing",
      title: m.credit,
      text: say(m.creditText, { amount: props.least }),
      done: props.steps.credit,
    },
    { href: "/console/ssh-keys", title: m.key, text: m.keyText, done: props.steps.key },
    { href: "/console/launch", title: m.launch, text: m.launchText, done: props.steps.launched },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <section aria-labelledby="first-steps" className="max-w-text">
      <h2 id="first-steps" className="mb-3 text-base leading-6 font-semibold">
        {m.title}
      </h2>
      <ol className="card divide-y divide-line overflow-hidden" data-testid="first-steps">
        {steps.map((step, index) => (
          <li key={step.href} data-done={step.done}>
            <Link
              href={step.href}
              aria-current={index === next ? "step" : undefined}
              className="flex items-start gap-4 px-4 py-4 hover:bg-hover focus-visible:-outline-offset-2"
            >
              {step.done ? (
                <CircleCheck aria-hidden className="mt-px size-6 shrink-0 text-good" />
              ) : (
                <span
                  aria-hidden
                  className={cx(
                    "figures flex size-6 shrink-0 items-center justify-center rounded-full border text-xs",
                    index === next
                      ? "border-transparent bg-accent-fill text-on-fill"
                      : "border-edge text-muted",
                  )}
                >
                  {index + 1}
                </span>
              )}
              <span className="min-w-0">
                <span className="block text-base leading-6 font-medium">{step.title}</span>
                <span className="block text-muted">{step.text}</span>
              </span>
              {step.done ? <span className="ml-auto font-medium text-good">{m.done}</span> : null}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
