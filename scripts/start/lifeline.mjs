// Loaded into every Node process of the product before its own code. The channel to the supervisor closes when the
// supervisor is gone, however it went; a process without a supervisor must not stay.
if (process.channel) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 8_000).unref();
  });
  process.channel.unref();
}
