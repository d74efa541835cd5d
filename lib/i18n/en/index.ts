import { activity } from "./activity";
import { auth } from "./auth";
import { billing } from "./billing";
import { docs } from "./docs";
import { errors } from "./errors";
import { firewallPages } from "./firewall";
import { fleet } from "./fleet";
import { instanceLife, instancePages } from "./instance-pages";
import { launch } from "./launch";
import { legal } from "./legal";
import { logs } from "./logs";
import { mails } from "./mails";
import { notebooks } from "./notebooks";
import { overview } from "./overview";
import { refusals } from "./refusals";
import { settings } from "./settings";
import { shell } from "./shell";
import { site } from "./site";
import { imagePages, snapshotPages } from "./snapshots";
import { sshKeyPages } from "./ssh-key-pages";
import { support } from "./support";
import { telemetry } from "./telemetry";
import { terminal } from "./terminal";
import { ui } from "./ui";
import { volumePages } from "./volumes";

/** Every area of the English catalogue; one line per file of this folder. */
export const en = {
  // One a line, so that two new areas do not meet in a merge.
  activity,
  auth,
  billing,
  docs,
  errors,
  firewallPages,
  fleet,
  imagePages,
  instanceLife,
  instancePages,
  launch,
  legal,
  logs,
  mails,
  notebooks,
  overview,
  refusals,
  settings,
  shell,
  site,
  snapshotPages,
  sshKeyPages,
  support,
  terminal,
  telemetry,
  ui,
  volumePages,
};
