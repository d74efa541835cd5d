/** The way to this page. The last entry is the page itself and no link. */
import Link from "next/link";

export function Breadcrumbs(props: {
  /** Spoken name of the navigation: `messages(locale).ui.youAreHere`. */
  label: string;
  items: readonly { label: string; href?: string | undefined }[];
}) {
  return (
    <nav aria-label={props.label} className="mb-2 text-[0.8125rem]">
      <ol className="flex flex-wrap items-center gap-x-2 text-muted">
        {props.items.map((item) => (
          <li
            key={item.label}
            className="flex min-w-0 items-center gap-2 not-first:before:text-faint not-first:before:content-['/']"
          >
            {item.href ? (
              <Link href={item.href} className="rounded-sm py-0.5 hover:text-ink hover:underline">
                {item.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
