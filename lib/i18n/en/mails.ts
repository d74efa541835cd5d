import { idleMails } from "./mails-idle";
import { moneyMails } from "./mails-money";
import { priceMails } from "./mails-prices";

/**
 * The mails. A mail is a subject and paragraphs with `{placeholders}`; `action` is the one thing to do, a button in
 * HTML and an address on a line of its own in text. `{brand}` is always known. A template's name is the job's.
 */
export const mails = {
  confirm_email: {
    subject: "Confirm your e-mail address",
    paragraphs: [
      "Hello {name},",
      "somebody, most likely you, created an account at {brand} with this address. Confirm that it is yours; then you can add credit and launch instances.",
    ],
    action: { label: "Confirm e-mail address", url: "{url}" },
    closing: [
      "The link works once and for 24 hours. If this was not you, ignore this mail: nothing happens without it.",
    ],
  },
  already_registered: {
    subject: "You already have an account",
    paragraphs: [
      "Hello {name},",
      "somebody, most likely you, tried to create an account at {brand} with this address. It already has one: sign in with the password that you chose then, or choose a new one.",
    ],
    action: { label: "Sign in", url: "{url}" },
    closing: [
      "Forgot the password? {resetUrl}",
      "If this was not you, ignore this mail. Nothing was changed.",
    ],
  },
  reset_password: {
    subject: "Choose a new password",
    paragraphs: [
      "Hello {name},",
      "somebody, most likely you, asked for a new password for your account at {brand}.",
    ],
    action: { label: "Choose a new password", url: "{url}" },
    closing: [
      "The link works once and for one hour. It signs you out everywhere.",
      "If this was not you, ignore this mail: your password stays as it is.",
    ],
  },
  password_changed: {
    subject: "Your password was changed",
    paragraphs: [
      "Hello {name},",
      "the password of your account at {brand} was changed just now. Other browsers were signed out.",
    ],
    action: { label: "Was this not you? Choose a new password", url: "{resetUrl}" },
    closing: [],
  },
  quota_request: {
    subject: "{account} asks for {gpus} GPUs",
    paragraphs: [
      "{customer} ({email}) asks for {gpus} GPUs at once for the account {account}, which may hold {quota} now.",
      "What for: {reason}",
    ],
    action: { label: "Open the account", url: "{url}" },
    closing: ["Answer the customer by replying to their address."],
  },
  ...moneyMails,
  ...priceMails,
  ...idleMails,
} as const;
