/** Words of the pages at a notebook's own address, and of the button that leads there. */
export const notebooks = {
  name: "JupyterLab",
  back: "To the instance",
  home: "To the console",
  log: "Boot log",
  again: "Try again",
  retrying: "This page tries again by itself.",
  states: {
    starting: {
      title: "JupyterLab is starting",
      text: "The instance runs, and nothing listens on its port 8888 yet. A first start can take some minutes; what the machine does meanwhile is in its boot log.",
    },
    unreachable: {
      title: "The instance does not answer",
      text: "No connection into the machine could be made. It may be restarting, or its region may not answer.",
    },
    slow: {
      title: "JupyterLab takes too long",
      text: "It accepted the request and did not answer it in time.",
    },
    busy: {
      title: "Too much is open at once",
      text: "This notebook has more connections open than are allowed. Close some of its tabs.",
    },
    not_running: {
      title: "This instance is not running",
      text: "Notebooks on its disk are kept. Start the instance, and open JupyterLab again from its page.",
    },
    gone: {
      title: "This instance has ended",
      text: "Its disk was deleted with it, and so were the notebooks on it. Its receipts stay on its page.",
    },
    closed: {
      title: "Open JupyterLab from the portal",
      text: "It opens from the instance's page, for people who are signed in there and may operate the instance. It closes after eight hours, when you sign out or change the account, and when the instance stops.",
    },
    used: {
      title: "This link has been used",
      text: "A link into a notebook is good once. Open JupyterLab again from the instance's page.",
    },
    expired: {
      title: "This link has expired",
      text: "A link into a notebook is good for 30 seconds. Open JupyterLab again from the instance's page.",
    },
    nobody: {
      title: "There is no notebook at this address",
      text: "Notebooks are opened from the pages of their instances.",
    },
    elsewhere: {
      title: "Not from another page",
      text: "Another site asked for this in your name. Open JupyterLab from the instance's page.",
    },
    unexpected: {
      title: "Something went wrong here",
      text: "It is written down as {id}. Trying again may help; support finds it by that number.",
    },
  },
  open: {
    button: "Open JupyterLab",
    text: "In a new tab, at an address of its own; no token to copy.",
    off: "Opening JupyterLab from here is switched off on this portal. It is reached through an SSH tunnel:",
    tunnel: "Tunnel command",
    offThen:
      "Then open http://127.0.0.1:8888 on your computer. On the instance, “sudo cat /etc/portal/jupyter.env” shows the token that it asks for.",
    acting_read_only: "JupyterLab runs code, so it is closed while you act as a customer.",
    forbidden: "Opening JupyterLab is for members who may operate instances.",
  },
} as const;
