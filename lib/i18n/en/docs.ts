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
        "When a price changes, what you launch or start from then on costs the new one. What runs keeps its price for 14 days after you are told, and so does the disk that is kept while an instance is stopped; the instance's page and a mail say from which second on it costs what. At that second the bill splits, and the receipt shows both prices. Stopping and starting again takes the price of that day.",
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
        "Starting: it was stopped and is wanted again. Costs the disk until SSH answers, also while the disk is copied to another host.",
        "Terminating, terminated: it is being deleted with its disk, then gone. Free.",
        "Failed: it never became ready and was removed. Free.",
      ],
    },
    {
      id: "metrics",
      title: "Metrics",
      paragraphs: [
        "While an instance runs, its processors, memory, disk and network are read every 10 seconds from outside, and its GPUs (load, memory, power, temperature) by nvidia-smi inside it. Readings are kept at 10 seconds for an hour, by the minute for a day, and by ten minutes for 30 days. A time without readings is a gap in the chart, never a guess.",
      ],
    },
    {
      id: "idle-stop",
      title: "Stop when idle",
      paragraphs: [
        "An instance can stop by itself after 5 minutes to 12 hours under a GPU load that you choose; instances without GPUs go by processor load. Set it under Launch, or later on the Metrics tab. It is off unless you set it.",
        "Every GPU has to stay under the limit the whole time, at least nine in ten readings must be there, and none may be missing for more than a minute: what is not known does not count as idle. You are told by mail and on the page 10 minutes before, or a third of the time before if that is shorter. One click lets it run on for another hour.",
        "Such a stop is a stop like any other: the bill for running ends, the disk is kept at its price. The receipt of the run says what was measured.",
      ],
    },
    {
      id: "start-again",
      title: "Starting again, where there is room",
      paragraphs: [
        "A stopped instance starts on the host that has its disk. When there is no room on it but on another host of the region, you choose: have the disk copied there, free of charge, or be told when there is room here. The dialog says how many GB that is and about how many minutes it takes.",
        "If the copy fails or you cancel it, the instance is stopped again and nothing of the disk is lost. When there is no room in the region at all, or its host does not answer, you can be told when it can start: by mail, once. Nothing is reserved for you.",
      ],
    },
    {
      id: "ends-by-itself",
      title: "When a machine ends without you",
      paragraphs: [
        "A machine may shut itself down, be paused or deleted from outside, or lose its host. In each case the bill for running ends at the last second it was known alive. What had been counted after that second is not charged, or is given back. You get a mail, and the instance's page says what happened, when it was last known alive, what is not charged and what you can do.",
        "If we cannot see for 15 minutes whether it is alive, it counts as stopped from the last second it was. When only our own view was interrupted and the same boot is still running afterwards, nothing ended, and the bill goes on without a gap.",
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
        "When the price of volumes changes, a volume you have keeps its price for 14 days after you are told; its page and a mail say from which second on it costs what.",
        "While the host of a volume does not answer, nobody reaches the volume, and its page says so. It is still stored, so it costs what it always does, as the disk of a stopped instance does.",
        "If a volume vanishes, or the host it lives on is lost, its bill ends at the last second it was known to be there, and what was charged after that comes back. You get a mail, its page stays and says what happened, and so does the instance that had it, which starts without it.",
        "Terminating an instance detaches its volumes and keeps them. When the balance ends, volumes stay free of charge until the date that is shown, like disks, and are then deleted.",
      ],
    },
    {
      id: "balance",
      title: "When the balance ends",
      paragraphs: [
        "The bar on every console page shows the second at which your balance ends if nothing changes. You get an e-mail 24 hours, 6 hours, 1 hour and 10 minutes before, as far as they fit.",
        "At that second every instance is stopped and the bill ends. Disks are kept free of charge for 72 hours; the date of deletion is shown and mailed. Credit before that date keeps the disks, and one click restarts what ran. Where there is no room on the host of a disk, you choose whether the disk is copied to another host first or whether you are told when there is room.",
        "A refund leaves your balance when it is given. While a bank decides about a disputed payment, its amount is held. If that takes the balance below zero, because the credit was used already, nothing can be launched until what is missing is added.",
      ],
    },
    {
      id: "ssh",
      title: "SSH keys",
      paragraphs: [
        "Accepted are ed25519, ECDSA on the NIST curves and RSA of at least 2048 bits. The fingerprint is shown as ssh-keygen prints it. A private key pasted by mistake is refused and not stored.",
        "Beside the ssh line stands the fingerprint of the machine's own host key. It was read from the machine itself, so compare it with what ssh asks you about the first time.",
        "Keys are installed when an instance is made. Removing a key here does not take it from instances that exist.",
      ],
    },
    {
      id: "firewall",
      title: "Firewall",
      paragraphs: [
        "A rule set says what may reach an instance from outside: a protocol (TCP, UDP or ICMP), a port or a range, from where, and a note. Give it to any number of instances on their Firewall tab, or when you launch. What no rule lets in stays out. A change of a rule set takes effect at once on every instance that has it; an instance without one is as its region has it for everybody.",
        "Regions differ, and the tab says which kind yours is. Where ports are forwarded, only SSH is reached without a rule set; each port that you open gets a port of the hosts, shown with its address, at most 16 per instance. Such a port cannot tell who connects: a rule that limits from where is not opened there, and the page says so. Where the network has access lists, an instance is reached at its own address and every rule is kept as written.",
        "SSH stays open whatever your rules leave out. Close SSH closes it to everybody; you type the instance's name to confirm. A change that would take SSH away from the address you are at asks for a name as well. The terminal on the instance's page goes on working in every case.",
        "What somebody changes past us at the provider is put back within about a minute, and Activity says so.",
      ],
    },
    {
      id: "terminal",
      title: "Terminal and logs",
      paragraphs: [
        "An instance's page has a terminal that needs no key. It is a login shell of the image's user. A lost connection or a reloaded page comes back to the same shell within two minutes, with what it printed meanwhile (the last 256 KiB). Opening one is listed under Activity; signing the session out ends its shells within seconds. Up to eight can be open per session.",
        "In the terminal every key goes to the shell, Tab too. Ctrl + Shift + L leaves it; Ctrl + Shift + C and V copy and paste.",
        "Logs shows what the machine said on its console and what the start-up script printed, the last 64 KiB of each, and follows them while it boots. After a failed boot they are all that is left of it, and stay until the launch is dismissed.",
        "Staff who look at the console as you see it can open neither.",
      ],
    },
    {
      id: "jupyterlab",
      title: "JupyterLab",
      paragraphs: [
        "An instance of a JupyterLab image has the button “Open JupyterLab” on its page, for members who may operate it. It opens in a new tab, at an address of that instance alone, so that code in a notebook reaches neither this portal nor your other instances. No port of the machine is opened for it, and there is no token to copy: it is made at launch, kept on the machine in /etc/portal/jupyter.env, and added on the way.",
        "Each opening is listed under Activity. A tab stays open for eight hours at most; it ends within seconds when you sign out, change the account, lose the role, or when the instance stops. Notebooks are on the instance's disk. Staff who look at the console as you see it cannot open it.",
        "Your own changes to the start-up script are welcome as long as Jupyter listens on 127.0.0.1:8888 and reads that file, as the template's service does with EnvironmentFile. A Jupyter that you start by hand on another image is reached through SSH: ssh -L 8888:127.0.0.1:8888 with the rest of the command on the instance's page, then the address that Jupyter prints.",
      ],
    },
    {
      id: "images",
      title: "Images and templates",
      paragraphs: [
        "A system image brings the operating system and, where it says so, a CUDA toolkit. A template brings something prepared, such as JupyterLab or vLLM, and often a start-up script to begin from: it is shown at launch, and what you change is for that instance alone.",
        "An image is offered where the region has it and where a host of the type runs a driver that is new enough for its CUDA; otherwise the form says which of the two is missing. The ports that a template names listen inside the machine: reach them through SSH, for example ssh -L 8888:localhost:8888, or open them with a firewall rule set.",
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
        "An image made of a snapshot launches new instances in the same region, with a disk at least as large as the one it came from. Each is a machine of its own: it admits the SSH keys chosen at launch and no others, and has its own name, host keys and machine id; everything else on the disk is copied, so remove keys and tokens that copies must not carry. If an image vanishes at the provider, its page says so and it is not offered until it is back.",
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
