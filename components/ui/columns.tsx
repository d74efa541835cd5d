/** Columns that many tables have, described once. */
import type { ReactNode } from "react";
import type { Column } from "./table";
import { Time } from "./time";

/** What can be done with a row: its buttons side by side, under a head that is only spoken. */
export function actionsColumn<Row>(head: string, cell: (row: Row) => ReactNode): Column<Row> {
  return {
    key: "actions",
    head,
    hideHead: true,
    align: "end",
    cell: (row) => <span className="row-actions">{cell(row)}</span>,
  };
}

/** The day of something, which does not wrap. */
export function dayColumn<Row>(
  head: string,
  at: (row: Row) => string,
  reader: { locale: string; zone: string },
): Column<Row> {
  return {
    key: "day",
    head,
    cell: (row) => <Time at={at(row)} {...reader} precision="day" className="whitespace-nowrap" />,
  };
}
