/** The documentation: short sections that say what is true of the product now. */
export const docs = {
  title: "Documentation",
  description: "How launching, paying, connecting and stopping work.",
  contents: "On this page",
  sections: [
    {
      id: "start",
      title: "From nothing to a shell",
      paragraphs: [
        "Create an account, open the link in the mail that we send you, and add credit with a card. Then add an SSH key: paste the public part of one you have, or have the browser make a pair. The private part never leaves your computer.",
        "Choose a region, an instance type and an image under Launch. The summary shows the price per hour and per second, how long your balance lasts with the new instance, and what it will cost while stopped.",
        "The instance page shows each phase with its seconds. When SSH answers, the instance is running; copy the ssh line and connect.",
      ],
    },
    {
      id: "billing",
      title: "What a second costs",
      paragraphs: [
        "A price is a whole number of millionths of the currency per hour. A second costs that price divided by 3600. Amounts are kept in units of 1/3 600 000 000, so that every second of every price is a whole number and nothing is rounded.",
        "The clock starts at the first full second after SSH answered and ends at the second in which you clicked Stop. Restarting does not pause it: the GPUs stay yours.",
        "Usage is booked once a day at midnight UTC, and whenever your balance needs it exactly. The receipt of each run lists its segments: seconds × price = amount. Columns add up because the cents of each line are differences of the rounded-down running total.",
      ],
    },
    {
      id: "states",
      title: "States of an instance",
      paragraphs: [
        "Provisioning, booting: the machine is being made. Free. Cancel at any time.",
        "Running: SSH has answered. Costs the price of the type.",
        "Stopping: you asked it to stop; the bill for running has ended. It is switched off if the system inside has not ended after 30 seconds.",
        "Stopped: the machine is off and its disk is kept. Costs the price of the disk. The GPUs are free for others, so a later start needs free ones.",
        "Starting: it was stopped and is wanted again. Costs the disk until SSH answers.",
        "Terminating, terminated: it is being deleted with its disk, then gone. Free.",
        "Failed: it never became ready and was removed. Free.",
      ],
    },
    {
      id: "volumes",
      title: "Volumes",
      paragraphs: [
        "A volume is storage that outlives the instances it is attached to. It costs its size in GiB times the region's price per GiB and hour, counted in seconds, from the second the storage has confirmed it to the second you delete it, attached or not. A volume that cannot be created costs nothing.",
        "It lives on one host, so only an instance on that host can have it, and one at a time. Say when you create it what will use it; an instance that is launched with a volume is placed on the volume's host. It is mounted at the path you choose and belongs to root there: sudo chown gives it to your user.",
        "It can be enlarged while it is attached, and never shrinks. The new price begins when the storage has confirmed the new size. Where the storage cannot hold a volume to its size, you are billed the size you asked for and no more.",
        "Up to three snapshots are part of the price. Going back to one discards what was written since; the volume has to be detached for that.",
        "Terminating an instance detaches its volumes and keeps them. When the balance ends, volumes stay free of charge until the date that is shown, like disks, and are then deleted.",
      ],
    },
    {
      id: "balance",
      title: "When the balance ends",
      paragraphs: [
        "The bar on every console page shows the second at which your balance ends if nothing changes. You get an e-mail 24 hours, 6 hours, 1 hour and 10 minutes before, as far as they fit.",
        "At that second every instance is stopped and the bill ends. Disks are kept free of charge for 72 hours; the date of deletion is shown and mailed. Credit before that date keeps the disks, and one click restarts what ran.",
        "A refund leaves your balance when it is given. While a bank decides about a disputed payment, its amount is held. If that takes the balance below zero, because the credit was used already, nothing can be launched until what is missing is added.",
      ],
    },
    {
      id: "ssh",
      title: "SSH keys",
      paragraphs: [
        "Accepted are ed25519, ECDSA on the NIST curves and RSA of at least 2048 bits. The fingerprint is shown as ssh-keygen prints it. A private key pasted by mistake is refused and not stored.",
        "Keys are installed when an instance is made. Removing a key here does not take it from instances that exist.",
      ],
    },
    {
      id: "start-up-script",
      title: "Start-up scripts",
      paragraphs: [
        "A script given at launch runs once as root at the first boot. An instance with a start-up script counts as ready when SSH answers or 90 seconds after the machine runs, whichever is first.",
        "Support staff cannot read start-up scripts.",
      ],
    },
    {
      id: "support",
      title: "Support that you can see",
      paragraphs: [
        "Staff can look at the console as you see it. They must give a reason, it lasts 30 minutes at most, and they can change nothing. Every such visit is listed under Activity with the person's name, the reason and the pages that were opened.",
      ],
    },
  ],
} as const;
