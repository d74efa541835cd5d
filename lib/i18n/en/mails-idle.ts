/** Mails about instances that idle. */
export const idleMails = {
  idle_stop_announced: {
    subject: "{instance} idles and stops soon",
    paragraphs: [
      "Hello {name},",
      "you set {instance} to stop after {minutes} minutes under {percent} % load. It has idled for most of that time, so it stops at {at}, unless there is load before. Then the bill for running ends; its disk is kept at its price.",
      "To let it run on, open its page and choose “Not now”.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: [],
  },
  idle_stopped: {
    subject: "{instance} was stopped because it idled",
    paragraphs: [
      "Hello {name},",
      "{instance} stayed under {percent} % load for {minutes} minutes: {average} % on average and {maximum} % at most. It was stopped, as you had set; the bill for running has ended, and its disk is kept. The receipt of the run shows what was measured.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: [],
  },
} as const;
