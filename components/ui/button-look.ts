/** The look of a button, apart from its behaviour: error pages use it without the router's link. */
import { cx } from "./cx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

/** The classes of a button (app/looks/button.css), for elements that must be something else. */
export function buttonClass(look: {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** Square, for a single icon; give the button an aria-label. */
  square?: boolean | undefined;
  className?: string | undefined;
}) {
  const { variant = "secondary", size = "md" } = look;
  return cx(
    "button",
    variant !== "secondary" && `button-${variant}`,
    size !== "md" && `button-${size}`,
    look.square && "button-square",
    look.className,
  );
}
