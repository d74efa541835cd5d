import { docs } from "./docs";
import { errors } from "./errors";
import { legal } from "./legal";
import { shell } from "./shell";
import { site } from "./site";
import { ui } from "./ui";

/** Every area of the English catalogue; one line per file of this folder. */
export const en = { docs, errors, legal, shell, site, ui };
