/** The mark and the operator's name, leading home. */
import Link from "next/link";

export function Brand(props: { name: string; href: string; mark?: string | undefined }) {
  return (
    <Link
      href={props.href}
      className="inline-flex min-h-9 items-center gap-2 rounded-sm text-base font-semibold"
    >
      <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 text-accent">
        <rect width="20" height="20" rx="4" fill="currentColor" />
        <path
          d="M4 6.5l3 8 3-7 3 7 3-8"
          fill="none"
          className="stroke-surface"
          strokeWidth="1.75"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
      <span>{props.name}</span>
      {props.mark ? (
        <span className="rounded-sm bg-accent-fill px-1.5 py-px text-xs text-on-fill">{props.mark}</span>
      ) : null}
    </Link>
  );
}
