/** A command or text to copy. Long lines wrap at any character unless `scroll`; then the block can be focused and scrolled. */
import { CopyButton } from "./copy-button";
import { cx } from "./cx";

export function CodeBlock(props: {
  code: string;
  /** Names what is copied, and the block itself. */
  what: string;
  scroll?: boolean | undefined;
  /** A dollar sign before it that is not copied. */
  prompt?: boolean | undefined;
  testId?: string | undefined;
}) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-inset">
      {/* A region that scrolls must be reachable by keyboard. */}
      <pre
        {...(props.scroll ? { tabIndex: 0, role: "region", "aria-label": props.what } : {})}
        className={cx(
          "figures min-w-0 flex-1 py-2 pl-3 text-[0.8125rem] leading-5",
          props.scroll ? "max-h-96 overflow-auto" : "break-all whitespace-pre-wrap",
        )}
      >
        {props.prompt ? (
          <span aria-hidden className="text-faint select-none">
            {"$ "}
          </span>
        ) : null}
        <code data-testid={props.testId}>{props.code}</code>
      </pre>
      <div className="shrink-0 p-0.5">
        <CopyButton text={props.code} what={props.what} iconOnly />
      </div>
    </div>
  );
}
