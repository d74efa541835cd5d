import type { Metadata } from "next";
import { BillExample } from "@/components/site/bill-example";
import { FreeNow } from "@/components/site/free-now";
import { ButtonLink } from "@/components/ui/button";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { publicContext } from "@/lib/server/context";
import { env } from "@/lib/server/env";
import { sharedAvailability } from "@/lib/server/shared-availability";

const locale = DEFAULT_LOCALE;
const words = messages(locale).site.home;

export function generateMetadata(): Metadata {
  return { title: { absolute: `${words.title} · ${env().brand}` }, description: words.description };
}

export const dynamic = "force-dynamic";

export default async function HomePage() {
  const view = await sharedAvailability(await publicContext());
  return (
    <>
      <section className="grid gap-10 pt-6 pb-12 lg:grid-cols-[1fr_26rem] lg:items-center">
        <div>
          <h1 className="max-w-[18ch] text-4xl leading-tight font-semibold tracking-tight sm:text-5xl">
            {words.title}
          </h1>
          <p className="mt-4 max-w-text text-lg leading-7 text-muted">{words.lead}</p>
          <div className="mt-6 flex flex-wrap gap-3">
            <ButtonLink href="/gpus" variant="primary" size="lg">
              {words.seeGpus}
            </ButtonLink>
            <ButtonLink href="/sign-up" size="lg" prefetch={false}>
              {words.createAccount}
            </ButtonLink>
          </div>
        </div>
        <BillExample view={view} locale={locale} />
      </section>
      <FreeNow view={view} locale={locale} />
      <section className="py-8">
        <h2 className="mb-4 text-xl font-semibold">{words.promiseTitle}</h2>
        <ol className="divide-y divide-line border-y border-line">
          {words.promises.map((promise, index) => (
            <li key={promise.title} className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[2rem_18rem_1fr]">
              <span aria-hidden className="figures text-faint">
                {index + 1}
              </span>
              <h3 className="font-semibold">{promise.title}</h3>
              <p className="max-w-text text-muted">{promise.text}</p>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
