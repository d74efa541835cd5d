/** Older and newer, by links: lists that grow have no page numbers that stay true. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { ButtonLink } from "./button";

export function Pagination(props: {
  label: string;
  newer: { href: string | null; label: string };
  older: { href: string | null; label: string };
}) {
  const { newer, older } = props;
  if (!newer.href && !older.href) return null;
  return (
    <nav aria-label={props.label} className="mt-4 flex justify-between gap-4">
      {newer.href ? (
        <ButtonLink href={newer.href} size="sm" icon={<ChevronLeft aria-hidden />}>
          {newer.label}
        </ButtonLink>
      ) : (
        <span />
      )}
      {older.href ? (
        <ButtonLink href={older.href} size="sm">
          {older.label}
          <ChevronRight aria-hidden />
        </ButtonLink>
      ) : null}
    </nav>
  );
}
