/** Names and values: `<dl>` in one column on phones, label beside value on wider screens. */
import { Fragment, type ReactNode } from "react";
import { cx } from "./cx";

export function DataList(props: {
  items: readonly { label: string; value: ReactNode; mono?: boolean | undefined }[];
  className?: string | undefined;
}) {
  return (
    <dl
      className={cx(
        "grid gap-x-6 sm:grid-cols-[minmax(8rem,max-content)_1fr] [&>dd]:pb-3 sm:[&>dd]:py-2",
        props.className,
      )}
    >
      {props.items.map((item) => (
        <Fragment key={item.label}>
          <dt className="text-muted sm:py-2">{item.label}</dt>
          <dd className={cx("min-w-0", item.mono && "figures")}>{item.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
