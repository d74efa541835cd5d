/** Words of an instance's logs. */
export const logs = {
  title: "Logs",
  console: "Console",
  consoleText: "What the machine said while it booted, and since. The last 64 KiB.",
  startup: "Start-up",
  startupText: "What cloud-init and the start-up script printed, read from the machine while it runs.",
  empty: "Nothing yet.",
  read: "Read {time}",
  follow: "Follow",
  download: "Download as text",
  unreachable: "The region does not answer right now. There may be more.",
  failed: "The log could not be read again. What is shown may be old.",
  refused: "Logs stay closed while you act as a customer",
  refusedText: "A start-up script may have printed secrets into them. Ask the customer to send what matters.",
} as const;
