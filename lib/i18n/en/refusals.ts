import type { ErrorCode } from "@/lib/domain/errors";
import { inputProblems } from "./input-problems";

const codes = {
  invalid_input: "Some of this cannot be used. Check the marked fields.",
  sign_in_needed: "Sign in to do this.",
  forbidden: "Your role in this account does not allow this. Ask its owner.",
  not_found: "This does not exist, or it is not yours.",
  acting_read_only: "You are acting as a customer, read-only. Only the customer can do this.",
  email_unconfirmed:
    "Confirm your e-mail address first. The link is in your mail; signing in sends it again.",
  password_confirmation_needed: "Enter your password again to do this.",
  rate_limited: "Too many tries. Try again in {wait}.",
  wrong_credentials:
    "E-mail address or password is wrong. If you have just signed up, open the link in your mail first.",
  link_expired:
    "This link is no longer valid: it was used, replaced by a newer one, or is too old. Ask for a new one.",
  already_exists: "This already exists. Choose another name.",
  key_reused: "This was sent before with other contents. Reload the page and try again.",
  insufficient_credit: "Your credit does not last for this. Add credit and try again.",
  price_changed: "The price has changed since you saw it. Look at the new one and try again.",
  out_of_stock: "None is free right now. Choose another type or region, or try again later.",
  disk_host_full:
    "There is no room on the host of its disk now. Another host has: the disk can be copied there ({gib} GB, about {minutes} min, free of charge), or you can wait.",
  over_quota: "This is more than your account may run at once. Ask for a higher quota.",
  region_unavailable: "This region does not answer right now. Choose another one or try again later.",
  wrong_state: "This is not possible in its present state. Reload to see it.",
  balance_ended: "The balance has ended. Add credit first.",
  balance_negative:
    "The balance is below zero, because a payment was refunded or disputed after its credit had been used. Add at least what is missing first.",
  refund_exceeds_balance: "The refund is more than what is left of the payment.",
  too_many_failed_boots: "This machine failed to start too often today. Ask support for help.",
  payment_unavailable:
    "The payment service does not answer right now. Nothing was charged. Try again in a minute.",
  clock_halted: "Billing is being checked and nothing can be changed at the moment. Try again later.",
  volume_host_full:
    "The volume lives on a host that has none of this type free right now. Choose another type, or launch without it.",
  no_room_for_volume:
    "There is not that much room for a volume there. Choose a smaller size or another place.",
  kept_limit:
    "Your account keeps as much as it may free of charge. Delete a snapshot or an image first, or ask support for more.",
  image_in_use: "An instance is being made from this image right now. Try again when it has booted.",
  edited_meanwhile:
    "Somebody has changed this since you opened it. Reload to see what it is now; what you typed is still here to copy.",
  ssh_key_private: "This is a private key. It was not stored. Paste the public key, which ends in .pub.",
  ssh_key_invalid: "This is not an SSH public key. It begins with ssh-ed25519, ecdsa-sha2-… or ssh-rsa.",
  ssh_key_weak: "This key is too weak. Use ed25519, ecdsa, or rsa with 2048 bits or more.",
} as const satisfies Record<ErrorCode, string>;

/** What a refused action or request says: by the error's code, and by the problem of a field. */
export const refusals = {
  codes,
  /** By `params.reason` of `invalid_input`, or by the message of a schema. */
  inputs: inputProblems,
  unexpected:
    "Something on our side failed. Nothing was changed. If it happens again, tell us this number: {id}",
} as const;
