import { StripeFault } from "../core/errors";
import type { World } from "../core/world";
import { showAuthenticate, submitAuthenticate } from "./authenticate";
import { showCheckout, submitCheckout } from "./checkout";
import { showDashboard, submitDashboard } from "./dashboard";
import type { Page } from "./html";
import { message } from "./layout";
import { showReceipt } from "./receipt";

function show(world: World, [first = "", second = "", third = ""]: string[]): Page {
  if (first === "") return showDashboard(world);
  if (first === "c" && second === "pay") return showCheckout(world, third);
  if (first === "authenticate") return showAuthenticate(world, second);
  if (first === "receipts") return showReceipt(world, second);
  return message(404, "No such page", "Check the address.");
}

function submit(
  world: World,
  [first = "", second = "", third = "", fourth = ""]: string[],
  body: string,
): Page {
  const form = new URLSearchParams(body);
  if (first === "c" && second === "pay") return submitCheckout(world, third, form);
  if (first === "authenticate") return submitAuthenticate(world, second, form);
  if (first === "sandbox") return submitDashboard(world, second, third, fourth);
  return message(404, "No such page", "Check the address.");
}

/** The pages that people see. `path` begins with a slash. */
export function servePage(world: World, method: string, path: string, body: string): Page {
  const parts = path.slice(1).split("/");
  try {
    if (method === "GET" || method === "HEAD") return show(world, parts);
    if (method === "POST") return submit(world, parts, body);
    return message(405, "Not possible", "This page can be read and its forms sent, nothing else.");
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return message(error.status, "That did not work", error.message);
  }
}
