/** Frames for the operator's own legal texts. Honest placeholders: they say what must be put here, and by whom. */
export const legal = {
  placeholder: "This text is a placeholder",
  placeholderText:
    "The operator of this service puts the binding text here before customers are let in. What follows is how the product itself behaves.",
  terms: {
    title: "Terms of service",
    description: "The operator's terms of service.",
    points: [
      "Credit is prepaid. Usage is charged per second from the balance, which never goes below zero by usage.",
      "The price shown at launch holds for the run. An announced change applies after 14 days' notice.",
      "When the balance ends, instances stop at that second; disks are kept free of charge until the date shown and are then deleted.",
      "Refunds are paid in whole cents; what is left of a cent stays on the account.",
    ],
  },
  privacy: {
    title: "Privacy",
    description: "What the service stores and why.",
    points: [
      "Stored are your name, e-mail address, a hash of your password, your public SSH keys, your instances and their usage, payments, and a log of actions with the network address they came from.",
      "Card data goes to the payment provider and is never seen by this service.",
      "Two cookies are set: one keeps you signed in, one remembers the theme. There is no tracking.",
      "When staff look at your account as you see it, that is logged and shown to you.",
    ],
  },
  acceptableUse: {
    title: "Acceptable use",
    description: "What instances may be used for.",
    points: [
      "Instances are for lawful work of the customer who pays for them.",
      "Attacks on other systems, unsolicited bulk mail and hiding the origin of such traffic end in the instance being stopped and the customer being told why.",
      "A machine that is made to look as if it were not ready, to run for free, counts as ready 90 seconds after it runs.",
    ],
  },
} as const;
