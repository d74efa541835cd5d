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
      id: "images",
      title: "Images and templates",
      paragraphs: [
        "A system image brings the operating system and, where it says so, a CUDA toolkit. A template brings something prepared, such as JupyterLab or vLLM, and often a start-up script to begin from: it is shown at launch, and what you change is for that instance alone.",
        "An image is offered where the region has it and where a host of the type runs a driver that is new enough for its CUDA; otherwise the form says which of the two is missing. The ports that a template names listen inside the machine: reach them through SSH, for example ssh -L 8888:localhost:8888.",
      ],
    },
    {
      id: "start-up-script",
      title: "Start-up scripts and cloud-config",
      paragraphs: [
        "A text that starts with #! is a script: it runs once, as root, at the end of the first boot. A text that starts with #cloud-config is read by cloud-init during the first boot; it must be a YAML mapping, which is checked before anything is launched. Either has at most 64 KiB, and what it prints is in /var/log/cloud-init-output.log.",
        "An instance with a start-up script or from an image of your own counts as ready when SSH answers or 90 seconds after the machine runs, whichever is first.",
        "Support staff cannot read start-up scripts.",
      ],
    },
    {
      id: "snapshots",
      title: "Snapshots and your own images",
      paragraphs: [
        "A snapshot keeps what an instance's disk is at one moment, while it runs or is stopped. What a program has not written to the disk yet is not in it. To restore one, stop the instance: the disk becomes what it was, and everything written since is lost. Cards, keys, name and price stay as they are.",
        "An image made of a snapshot launches new instances in the same region, with a disk at least as large as the one it came from. They get the SSH keys chosen at launch; everything else on the disk is copied, so remove keys and tokens that copies must not carry.",
        "Snapshots and images are free of charge up to the number and size shown beside them. Snapshots go when their instance is terminated; images stay until you delete them. When the balance ends, both are kept as long as disks are, and deleted at the date that was announced.",
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
