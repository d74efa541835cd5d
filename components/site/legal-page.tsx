import { Banner } from "@/components/ui/banner";
import { PageHeader } from "@/components/ui/page-header";

/** A legal page: the operator's text goes where the notice stands; below it, what the product itself does. */
export function LegalPage(props: {
  title: string;
  notice: { title: string; text: string };
  points: readonly string[];
}) {
  return (
    <article className="max-w-text">
      <PageHeader title={props.title} />
      <Banner tone="info" live={false} title={props.notice.title} text={props.notice.text} />
      <ul className="mt-6 list-disc space-y-3 pl-5 text-base leading-6">
        {props.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </article>
  );
}
