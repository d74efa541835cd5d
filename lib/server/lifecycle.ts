import { log } from "./log";

/** Tells the supervisor, if there is one, that this process does its work now. */
export function announceReady(): void {
  process.send?.("ready");
}

/**
 * Ends the process cleanly on SIGTERM or SIGINT: runs `stop`, at most for `seconds`, and exits with 0. Whatever
 * nobody expected is logged and ends the process, which the supervisor then starts again.
 */
export function endGracefully(stop: () => Promise<void>, seconds = 6): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => {
      log.warn("did not end in time", { seconds });
      process.exit(1);
    }, seconds * 1000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.unexpected("could not end cleanly", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.on("uncaughtException", (error) => {
    log.unexpected("uncaught", error);
    process.exit(1);
  });
}
