/** One choice out of a few, as links: each has an address of its own. */
import Link from "next/link";
import { TAB, TAB_LIST } from "@/components/ui/tab-look";

export function FilterLinks(props: {
  label: string;
  current: string;
  options: readonly { value: string; label: string; href: string }[];
}) {
  return (
    <nav aria-label={props.label} className={`${TAB_LIST} mb-4`}>
      {props.options.map((option) => (
        <Link
          key={option.value}
          href={option.href}
          aria-current={option.value === props.current ? "page" : undefined}
          className={TAB}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
