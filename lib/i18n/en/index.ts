import { errors } from "./errors";
import { shell } from "./shell";
import { ui } from "./ui";

/** Every area of the English catalogue; one line per file of this folder. */
export const en = { errors, shell, ui };
