/**
 * A semantic table that becomes a list of labelled values under 640 px. Columns are described once; rows are data.
 * Renders on the server: cells are functions, so build it in a server component or inside one client component.
 */
import type { ReactNode } from "react";
import { cx } from "./cx";

export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** `end` for numbers: right-aligned, tabular. */
  align?: "end" | undefined;
  /** The cell that names the row: a row header, and the title of the row as a list. Exactly one. */
  main?: boolean | undefined;
  /** The head is for assistive technology only: columns of buttons. */
  hideHead?: boolean | undefined;
  /** Left out of the list on phones. */
  wideOnly?: boolean | undefined;
};

const CARD =
  "card overflow-x-auto max-sm:border-x-0 max-sm:border-t-0 max-sm:rounded-none max-sm:bg-transparent";

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
  /** It stands in a card already, whose edges are its own. */
  bare?: boolean | undefined;
  testId?: string | undefined;
}) {
  if (props.rows.length === 0 && props.empty) return <>{props.empty}</>;
  return (
    <div className={props.bare ? "overflow-x-auto" : CARD}>
      <table data-testid={props.testId} className="data-table">
        <caption
          className={
            props.showCaption ? "px-4 pt-3 pb-2 text-left font-semibold max-sm:block max-sm:px-0" : "sr-only"
          }
        >
          {props.caption}
        </caption>
        <thead className="max-sm:sr-only">
          <tr>
            {props.columns.map((column) => (
              <th key={column.key} scope="col" className={column.align}>
                {column.hideHead ? <span className="sr-only">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {props.columns.map((column) => cellOf(column, column.cell(row), false))}
            </tr>
          ))}
        </tbody>
        {props.foot ? (
          <tfoot>
            <tr>
              {props.columns.map((column) => {
                const sum = props.foot?.[column.key];
                return cellOf(column, sum, sum === undefined);
              })}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function cellOf<Row>(column: Column<Row>, content: ReactNode, blank: boolean) {
  const look = cx(column.align === "end" && "figures end", (column.wideOnly || blank) && "wide-only");
  const Cell = column.main ? "th" : "td";
  return (
    <Cell
      key={column.key}
      scope={column.main ? "row" : undefined}
      // Before the content on phones, where there is no row of heads.
      data-label={column.main || column.hideHead ? undefined : column.head}
      className={look || undefined}
    >
      <div>{content}</div>
    </Cell>
  );
}
