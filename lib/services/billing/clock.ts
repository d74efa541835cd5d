import { type SQL, sql } from "drizzle-orm";

/** An instant on the database's clock, so many seconds from now. */
export const secondsFromNow = (seconds: number): SQL<Date> =>
  sql<Date>`app_now() + make_interval(secs => ${seconds})`;
