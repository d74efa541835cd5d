import { currentSession } from "./session";

/** The time zone in which this reader's instants are written: their setting, or UTC. */
export async function readerZone(): Promise<string> {
  return (await currentSession())?.viewer.timeZone ?? "UTC";
}
