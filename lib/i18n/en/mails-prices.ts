/** The mails about prices that change for what is there already. */
export const priceMails = {
  instance_prices_announced: {
    subject: "Prices of your instances change at {at}",
    paragraphs: [
      "Hello {name},",
      "prices of instances have changed. What {account} has keeps its price until {at}. From that second on it costs another one:",
    ],
    row: {
      run: "{instance} ({type}, {region}), while it runs: {now} per hour now, {next} from {at} on",
      disk: "{instance} ({type}, {region}), its disk while it is stopped: {now} per hour now, {next} from {at} on",
    },
    action: { label: "Open instances", url: "{url}" },
    closing: [
      "You need to do nothing. What you launch or start now costs the new price at once. If you stop an instance before that second, the new price of running never applies to this run; if you terminate it, neither of them does.",
    ],
  },
  instance_prices_kept: {
    subject: "Prices of your instances stay as they are",
    paragraphs: [
      "Hello {name},",
      "prices that were announced for instances of {account} are taken back. These go on to cost what they cost now:",
    ],
    row: {
      run: "{instance} ({type}, {region}), while it runs: {now} per hour",
      disk: "{instance} ({type}, {region}), its disk while it is stopped: {now} per hour",
    },
    action: { label: "Open instances", url: "{url}" },
    closing: [],
  },
  volume_price_announced: {
    subject: "The price of volumes in {region} changes at {at}",
    paragraphs: [
      "Hello {name},",
      "volumes in {region} have another price: {next} per GiB and hour. Those of {account} keep their price until {at}. From that second on they cost:",
    ],
    row: "{volume} ({gib} GiB): {nextHour} per hour instead of {nowHour}",
    action: { label: "Open volumes", url: "{url}" },
    closing: ["You need to do nothing. If you delete a volume before, the new price never applies to it."],
  },
  volume_price_kept: {
    subject: "The price of volumes in {region} stays as it is",
    paragraphs: [
      "Hello {name},",
      "the price that was announced for volumes in {region} is taken back. These of {account} go on to cost what they cost now:",
    ],
    row: "{volume} ({gib} GiB): {nowHour} per hour, {now} per GiB",
    action: { label: "Open volumes", url: "{url}" },
    closing: [],
  },
} as const;
