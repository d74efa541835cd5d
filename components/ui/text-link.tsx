/** A link inside text. `quiet` for links in tables and lists, where underlining every row would be noise. */
import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./cx";

export function TextLink({
  quiet,
  className,
  ...rest
}: ComponentProps<typeof Link> & { quiet?: boolean | undefined }) {
  return (
    <Link
      {...rest}
      className={cx(
        "rounded-sm font-medium underline-offset-3",
        quiet ? "text-ink hover:underline" : "text-accent underline decoration-1 hover:decoration-2",
        className,
      )}
    />
  );
}
