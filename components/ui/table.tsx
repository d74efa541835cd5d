/**
 * A semantic table that becomes a list of labelled values under 640 px. Columns are described once; rows are data.
 * Renders on the server: cells are functions, so build it in a server component or inside one client component.
 */
import type { ReactNode } from "react";
import { cx } from "./cx";

export type Column<Row> = {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** `end` for numbers: right-aligned, tabular. */
  align?: "start" | "end" | undefined;
  /** The cell that names the row: a row header, and the title of the row as a list. Exactly one. */
  main?: boolean | undefined;
  /** The head is for assistive technology only: columns of buttons. */
  hideHead?: boolean | undefined;
  /** Left out of the list on phones. */
  wideOnly?: boolean | undefined;
};

export function Table<Row>(props: {
  /** What the table shows; spoken, and shown when `showCaption`. */
  caption: ReactNode;
  showCaption?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A last row of sums: a cell per column key. */
  foot?: Readonly<Record<string, ReactNode>> | undefined;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  testId?: string | undefined;
}) {
  if (props.rows.length === 0 && props.empty) return <>{props.empty}</>;
  return (
    <div className="card overflow-x-auto max-sm:border-x-0 max-sm:border-t-0 max-sm:rounded-none max-sm:bg-transparent">
      <table data-testid={props.testId} className="w-full border-collapse text-left max-sm:block">
        <caption
          className={
            props.showCaption ? "px-4 pt-3 pb-2 text-left font-semibold max-sm:block max-sm:px-0" : "sr-only"
          }
        >
          {props.caption}
        </caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b border-line bg-inset text-xs text-muted">
            {props.columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cx(
                  "px-4 py-2 font-medium whitespace-nowrap",
                  column.align === "end" && "text-right",
                )}
              >
                {column.hideHead ? <span className="sr-only">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {props.rows.map((row) => (
            <tr
              key={props.rowKey(row)}
              className="border-line not-first:border-t max-sm:block max-sm:py-3 sm:hover:bg-hover/50"
            >
              {props.columns.map((column) => (
                <Cell key={column.key} column={column}>
                  {column.cell(row)}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
        {props.foot ? (
          <tfoot className="max-sm:block">
            <tr className="border-t border-edge font-semibold max-sm:block max-sm:py-3">
              {props.columns.map((column) => (
                <Cell key={column.key} column={column} blank={props.foot?.[column.key] === undefined}>
                  {props.foot?.[column.key]}
                </Cell>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function Cell<Row>(props: { column: Column<Row>; blank?: boolean | undefined; children: ReactNode }) {
  const { column } = props;
  const look = cx(
    "px-4 py-2 align-middle max-sm:flex max-sm:items-baseline max-sm:justify-between max-sm:gap-4 max-sm:px-0 max-sm:py-1",
    column.align === "end" && "figures text-right",
    (column.wideOnly || props.blank) && "max-sm:hidden",
  );
  if (column.main) {
    return (
      <th scope="row" className={cx(look, "font-medium max-sm:justify-start max-sm:text-base")}>
        <div className="min-w-0">{props.children}</div>
      </th>
    );
  }
  return (
    <td className={cx(look, column.hideHead && "max-sm:justify-end max-sm:py-0")}>
      {column.hideHead ? null : (
        <span aria-hidden className="shrink-0 font-sans text-muted tracking-normal sm:hidden">
          {column.head}
        </span>
      )}
      <div className="min-w-0 max-sm:text-right">{props.children}</div>
    </td>
  );
}
