/**
 * Buttons. `primary`: the one main action of a view. `secondary`: the rest. `ghost`: in rows and bars. `danger`: what
 * destroys. `pending` keeps focus and place, says so to assistive technology, and lets no second click through.
 */
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-look";
import { Spinner } from "./spinner";

export { type ButtonSize, type ButtonVariant, buttonClass } from "./button-look";

export type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  square?: boolean | undefined;
  icon?: ReactNode;
  pending?: boolean | undefined;
};

export function Button({
  variant,
  size,
  square,
  icon,
  pending,
  className,
  children,
  type,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A pending submit button must not submit again; it stays focusable.
      type={pending ? "button" : (type ?? "button")}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      className={buttonClass({ variant, size, square, className })}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function ButtonLink({
  variant,
  size,
  square,
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & Pick<ButtonProps, "variant" | "size" | "square" | "icon">) {
  return (
    <Link {...rest} className={buttonClass({ variant, size, square, className })}>
      {icon}
      {children}
    </Link>
  );
}
