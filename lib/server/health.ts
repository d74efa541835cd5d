import { appPool } from "./database";
import { log } from "./log";

/** Whether the database answers a trivial question on one of the product's own connections. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await appPool().query("SELECT app_now()");
    return true;
  } catch (error) {
    log.unexpected("the database does not answer", error);
    return false;
  }
}
