/** Every stretch in which staff acted as the customer: the person, the reason, the minutes, and each page. */
import { Badge } from "@/components/ui/badge";
import { Duration, Time } from "@/components/ui/time";
import type { ActingView } from "@/lib/contracts/support";
import { type Messages, say } from "@/lib/i18n";

type Reader = { locale: string; zone: string; words: Messages["activity"] };

export function Actings(
  props: {
    actings: readonly ActingView[];
    /** Said when there are none. */
    none: string;
  } & Reader,
) {
  if (props.actings.length === 0) return <p className="text-muted">{props.none}</p>;
  return (
    <ul className="card divide-y divide-line" data-testid="actings">
      {props.actings.map((acting) => (
        <Acting key={acting.id} acting={acting} {...props} />
      ))}
    </ul>
  );
}

function Acting({ acting, locale, zone, words }: { acting: ActingView } & Reader) {
  const m = words.acting;
  return (
    <li className="px-6 py-4">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-semibold">
          {acting.staffName} {acting.active ? <Badge tone="attention">{m.active}</Badge> : null}
        </span>
        <span className="text-muted">
          <Time at={acting.startedAt} locale={locale} zone={zone} /> ·{" "}
          <Duration seconds={acting.seconds} locale={locale} />
        </span>
      </p>
      <p className="mt-1 wrap-anywhere">
        {m.reason}: {acting.reason}
      </p>
      <div className="mt-2">
        <p className="text-muted">{m.looked}</p>
        {acting.pages.length === 0 ? (
          <p>{m.noPages}</p>
        ) : (
          <ul className="figures mt-1 flex flex-col gap-0.5 text-[0.8125rem]">
            {acting.pages.map((page) => (
              <li key={page.path} className="wrap-anywhere">
                {page.times > 1 ? say(m.times, { path: page.path, times: page.times }) : page.path}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
