/** Words of the pages of firewall rule sets, of an instance's firewall, and of where rule sets show elsewhere. */
export const firewallPages = {
  title: "Firewall",
  lead: "Rule sets say what may reach an instance from outside. An instance without one is as its region has it for everybody.",
  create: "Create rule set",
  caption: "Your rule sets",
  emptyTitle: "No rule sets yet",
  emptyText:
    "Create one to open a port, such as that of JupyterLab or vLLM, and give it to your instances. SSH stays open unless you close it.",
  columns: { name: "Name", rules: "Lets in", usedBy: "Used by", changed: "Changed", actions: "Actions" },
  nobody: "No instance",
  nothing: "Nothing but SSH",
  anywhere: "anywhere",
  fromSources: "from {sources}",
  moreSources: { one: "{first} and {count} more", other: "{first} and {count} more" },
  protocols: { tcp: "TCP", udp: "UDP", icmp: "ICMP (ping)" },
  edit: "Edit",
  delete: {
    verb: "Delete",
    title: "Delete the rule set “{name}”?",
    text: "It is gone for good. No instance has it.",
    used: "Instances have it: {names}. Take it from them first.",
  },
  editor: {
    newTitle: "Create a rule set",
    newLead: "Nothing is opened until you give it to an instance.",
    editTitle: "Edit {name}",
    usedBy: "What you save takes effect at once on {names}.",
    name: "Name",
    rules: "Rules",
    rulesText:
      "Each rule lets something in; what no rule lets in stays out. A rule set without rules closes everything but SSH.",
    rule: "Rule {number}",
    protocol: "Protocol",
    ports: "Port or range",
    portsHelp: "8888 or 8000-8010",
    sources: "From",
    sourcesHelp: "Addresses or blocks, separated by commas. Empty: from anywhere.",
    sourcesPlaceholder: "Anywhere",
    note: "Note",
    noPorts: "ICMP has no ports",
    remove: "Remove rule {number}",
    none: "No rules yet: nothing but SSH would be let in.",
    full: "A rule set has at most {most} rules.",
    add: "Add rule",
    presets: "Add for",
    presetNames: { ssh: "SSH", web: "HTTP and HTTPS", jupyter: "Jupyter (8888)", vllm: "vLLM (8000)" },
    address: "You are at {address}.",
    save: "Save",
    cancel: "Cancel",
    secondWord: "This takes SSH away from you",
    secondWordText:
      "After it you could not connect with ssh from {address}. The terminal on the instance's page goes on working. Type {name} to confirm.",
    secondWordLabel: "Name",
    here: "where you are",
  },
  instance: {
    ended: "This instance has ended, and its firewall with it.",
    open: "What is open",
    openText: "What is not in this list is not reached from outside.",
    offText:
      "The instance is off. From its next start on, what is not in this list is not reached from outside.",
    state: {
      applying: "Being applied",
      applied: "In force",
      failing: "Not in force yet",
    },
    problem: "The provider has not done it yet. It is tried again by itself.",
    noneText: {
      forwards: "Only SSH is reached from outside. Give the instance a rule set to open more.",
      acls: "Everything is reached from outside at the instance's own address. Give it a rule set to close what you do not use.",
      unfiltered:
        "Everything is reached from outside at the instance's own address. The network of this region cannot keep a firewall: close what you do not use inside the instance.",
      unknown: "What this region's network can do is not known yet.",
    },
    columns: { inside: "In the instance", outside: "Reached at", sources: "From", actions: "Copy" },
    ssh: "SSH",
    notYet: "Not yet",
    everybody: "Anywhere",
    nothingOpen: "Nothing is open",
    nothingOpenText: "Nothing reaches the instance from outside.",
    copy: "address of {port}",
    warnings: {
      nothing_kept:
        "The network of this region cannot keep a firewall, so none of these rules holds. Close what you do not use inside the instance.",
      ssh_closed: "SSH is closed. The terminal on this page goes on working.",
      ssh_not_from_here: "SSH is open, but not from {address}, where you are now.",
      ssh_open_to_all:
        "SSH stays open to everybody. This region forwards ports, which cannot tell who connects. To close SSH altogether, use the button below.",
      source_not_kept:
        "{rule} is not open. This region forwards ports, which cannot tell who connects, so a limit to {sources} would not be kept. Open it to everybody, or reach it through SSH.",
      icmp_not_forwarded:
        "{rule} is not let in. This region forwards TCP and UDP ports; there is nothing to ping.",
      too_many_ports:
        "{rule} is not open. An instance has at most {most} forwarded ports here, and this would be more.",
    },
    sets: "Rule sets",
    setsText: "All of the chosen ones together say what is let in.",
    noSets: "You have no rule sets yet.",
    save: "Save",
    saved: "Saved",
    sshTitle: "SSH",
    sshOpenText:
      "SSH stays open whatever your rule sets leave out. If nobody should reach it, close it: the terminal on this page goes on working, ssh, scp and editors do not.",
    sshClosedText: "SSH is closed to everybody, whatever your rule sets say.",
    close: "Close SSH",
    closeTitle: "Close SSH to {name}?",
    closeText:
      "Nobody can connect with ssh, scp or an editor any more; connections that are open may end. The terminal on this page goes on working, and you can open SSH again here.",
    closeBoot:
      "At its next start the instance counts as running 90 seconds after the machine does, because its SSH cannot be seen.",
    openVerb: "Open SSH",
  },
  launch: {
    label: "Firewall",
    sets: "Rule sets",
    help: "Rule sets open ports from the start. SSH stays open.",
  },
} as const;
