/** Who acts as whom, why, and until when. Stands on every page while it lasts. */
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { ViewerView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { type Messages, say } from "@/lib/i18n";

export function ActingBanner(props: {
  acting: NonNullable<ViewerView["acting"]>;
  locale: string;
  zone: string;
  words: Messages["shell"];
  end: (form: FormData) => Promise<void>;
}) {
  const m = props.words.acting;
  const { acting, locale, zone } = props;
  return (
    <Banner
      tone="attention"
      edge
      testId="acting-as"
      title={say(m.banner, {
        staff: acting.staffName,
        customer: acting.customerName,
        until: formatInstant(acting.expiresAt, { locale, zone }),
      })}
      text={say(m.reason, { reason: acting.reason })}
      action={
        <form action={props.end}>
          <Button type="submit" size="sm">
            {m.end}
          </Button>
        </form>
      }
    />
  );
}
