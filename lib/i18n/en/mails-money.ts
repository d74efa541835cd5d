/** Mails about the balance, and about machines that ended by themselves. Instants are UTC, because a mail knows no zone. */
export const moneyMails = {
  balance_ends_in: {
    subject: "Your balance ends in about {left}",
    paragraphs: [
      "Hello {name},",
      "at the present rate the balance of {account} ends at {announces}. At that second every instance is stopped, and nothing is charged any more. Disks are kept, free of charge, for a while; you will be told until when.",
      "To let everything run on, add credit before.",
    ],
    action: { label: "Add credit", url: "{url}" },
    closing: [],
  },
  balance_ended: {
    subject: "Your balance has ended: instances are stopped",
    paragraphs: [
      "Hello {name},",
      "the balance of {account} ended at {at}. Every instance was stopped at that second, and nothing has been charged since.",
      "Disks and private images are kept, free of charge, until {announces}. Then they are deleted for good. Credit before that cancels the deletion, and you can start what ran again with one click.",
    ],
    action: { label: "Add credit", url: "{url}" },
    closing: [],
  },
  grace_ended: {
    subject: "Disks and images were deleted",
    paragraphs: [
      "Hello {name},",
      "no credit was added to {account}, so the disks of its stopped instances, their snapshots and its private images were deleted at {at}, as announced. Nothing is charged for them.",
    ],
    action: { label: "Open billing", url: "{url}" },
    closing: [],
  },
  refund_given: {
    subject: "A refund of {amount}",
    paragraphs: [
      "Hello {name},",
      "{amount} of your payment of {payment} go back to the card or account that it was paid with. The amount has left your balance. Banks take up to ten days to show it.",
    ],
    action: { label: "Open the payment", url: "{url}" },
    closing: [],
  },
  refund_failed: {
    subject: "The refund of {amount} came back",
    paragraphs: [
      "Hello {name},",
      "your bank did not take the refund of {amount}, so it is credit on your account again.",
    ],
    action: { label: "Open the payment", url: "{url}" },
    closing: ["Answer this mail if you want it paid out in another way."],
  },
  dispute_opened: {
    subject: "A payment of {payment} is disputed",
    paragraphs: [
      "Hello {name},",
      "your bank tells us that somebody disputes your payment of {payment}. {amount} are held until the bank has decided and cannot be used meanwhile.",
      "If the dispute is a mistake, tell your bank so: that is the quickest way to have the amount back.",
    ],
    action: { label: "Open the payment", url: "{url}" },
    closing: [],
  },
  dispute_won: {
    subject: "{amount} are credit again",
    paragraphs: [
      "Hello {name},",
      "the dispute of your payment of {payment} has ended. {amount} are not held any more: they are credit on your account again.",
    ],
    action: { label: "Open the payment", url: "{url}" },
    closing: [],
  },
  dispute_lost: {
    subject: "The disputed payment of {payment} went back",
    paragraphs: [
      "Hello {name},",
      "the bank has decided the dispute of your payment of {payment}: {amount} went back to the payer. They had left your balance when the dispute began.",
    ],
    action: { label: "Open the payment", url: "{url}" },
    closing: [],
  },
  balance_below_zero: {
    subject: "Your balance is below zero",
    paragraphs: [
      "Hello {name},",
      "a payment went back after its credit had been used. {owed} are missing. What ran was stopped, and nothing can be launched or started until at least that much credit is added.",
    ],
    action: { label: "Add credit", url: "{url}" },
    closing: [],
  },
  instance_guest_shutdown: {
    subject: "{instance} was shut down from inside",
    paragraphs: [
      "Hello {name},",
      "the instance {instance} switched itself off. Its run, and the bill of it, ended at {lastAlive}, the last second it was known to be alive. Its disk is kept, at the price of a stopped instance.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: [],
  },
  instance_machine_paused: {
    subject: "{instance} was paused from outside and is switched off",
    paragraphs: [
      "Hello {name},",
      "somebody at the data centre paused the machine of {instance}. A paused machine does not work for you, so its run, and the bill of it, ended at {lastAlive}, the last second it was known to be alive; what had been charged after that was given back. It is being switched off. Its disk is kept, at the price of a stopped instance.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["We are sorry. This was our fault, not yours."],
  },
  instance_host_maintenance: {
    subject: "{instance} was stopped for maintenance",
    paragraphs: [
      "Hello {name},",
      "the machine that {instance} ran on is being taken out of service for maintenance, so {instance} was shut down. Its run, and the bill of it, ended in the second in which we asked it to stop. Its disk is kept, at the price of a stopped instance. It can be started again when its host is back in service.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["We are sorry. This was our doing, not yours."],
  },
  instance_host_died: {
    subject: "The host of {instance} does not answer",
    paragraphs: [
      "Hello {name},",
      "the machine that {instance} ran on does not answer any more. Its run, and the bill of it, ended at {lastAlive}, the last second it was known to be alive; what had been charged after that was given back. Its disk is kept and can be started again when the host is back.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["We are sorry. This was our fault, not yours."],
  },
  instance_unproven: {
    subject: "{instance} could not be reached and was stopped",
    paragraphs: [
      "Hello {name},",
      "for a quarter of an hour we could not see whether {instance} was alive. So its run, and the bill of it, ended at {lastAlive}, the last second it was known to be alive; what had been charged after that was given back. Its disk is kept.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["We are sorry. This was our fault, not yours."],
  },
  room_noticed: {
    subject: "{instance} can be started again",
    paragraphs: [
      "Hello {name},",
      "you asked to be told: {instance} can be started now. Nothing is reserved, so somebody else may be quicker.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["You are told once. If it is taken again, you can ask again on its page."],
  },
  instance_lost: {
    subject: "{instance} is gone",
    paragraphs: [
      "Hello {name},",
      "the machine of {instance} no longer exists in our data centre, and its disk with it. Nothing is charged after the last second it was known to be alive.",
    ],
    action: { label: "Open the instance", url: "{url}" },
    closing: ["Answer this mail if you did not expect this: a person will look."],
  },
  volume_machine_lost: {
    subject: "The volume {volume} is gone",
    paragraphs: [
      "Hello {name},",
      "the volume {volume} ({gib} GiB) is no longer there in our data centre, though nobody deleted it here. Its bill ended at {lastKnown}, the last second it was known to be there; what had been charged after that was given back.",
    ],
    action: { label: "Open the volume", url: "{url}" },
    closing: ["Answer this mail: a person will look whether what was on it can be recovered."],
  },
  volume_host_lost: {
    subject: "The volume {volume} was lost with its host",
    paragraphs: [
      "Hello {name},",
      "the machine on which the volume {volume} ({gib} GiB) lived has left our data centre, and the volume with it. Its bill ended at {lastKnown}, the last second it was known to be there; what had been charged after that was given back.",
    ],
    action: { label: "Open the volume", url: "{url}" },
    closing: [
      "We are sorry. This was our fault, not yours. Answer this mail: a person will look whether anything can be recovered.",
    ],
  },
} as const;
