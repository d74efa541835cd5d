/** The look of a button, apart from its behaviour: error pages use it without the router's link. */
import { cx } from "./cx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const VARIANT: Record<ButtonVariant, string> = {
  primary: "bg-accent-fill text-on-fill border-transparent hover:bg-accent-fill-hover",
  secondary: "bg-surface text-ink border-edge hover:bg-hover",
  ghost: "bg-transparent text-ink border-transparent hover:bg-hover",
  danger: "bg-danger-fill text-on-fill border-transparent hover:bg-danger-fill-hover",
};
const SIZE: Record<ButtonSize, string> = {
  sm: "min-h-8 px-2.5 text-[0.8125rem] gap-1.5 max-md:min-h-10",
  md: "min-h-9 px-3.5 text-sm gap-2 max-md:min-h-11",
  lg: "min-h-11 px-5 text-base gap-2",
};

/** The classes of a button, for elements that must be something else. */
export function buttonClass(look: {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** Square, for a single icon; give the button an aria-label. */
  square?: boolean | undefined;
  className?: string | undefined;
}) {
  return cx(
    "inline-flex shrink-0 items-center justify-center rounded-md border text-center font-medium select-none",
    "transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50",
    "aria-disabled:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0",
    VARIANT[look.variant ?? "secondary"],
    SIZE[look.size ?? "md"],
    look.square && "aspect-square px-0!",
    look.className,
  );
}
