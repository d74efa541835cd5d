/**
 * What is wrong with a field, and what to do. A schema names its problem with one of these keys as its message
 * (`z.string().min(10, "password_short")`), a verb with `DomainError("invalid_input", { reason: "…" }, field)`.
 */
export const inputProblems = {
  body_not_json: "The body of the request is not a JSON object.",
  required: "Fill this in.",
  invalid: "This cannot be used here.",
  too_short: "At least {minimum} characters, please.",
  too_long: "At most {maximum} characters, please.",
  too_small: "At least {minimum}, please.",
  too_big: "At most {maximum}, please.",
  not_a_choice: "Choose one of the options.",
  email_invalid: "This is not an e-mail address. It looks like name@example.com.",
  email_long: "An e-mail address has at most 254 characters.",
  name_required: "Tell us what to call you.",
  name_long: "At most 80 characters, please.",
  password_required: "Enter your password.",
  password_short: "A password has at least 10 characters. A few words in a row are easy to remember.",
  password_long: "A password has at most 200 characters.",
  password_common: "This password is among the first that others would try. Choose another one.",
  password_is_email: "Your e-mail address cannot be your password.",
  password_same: "This is your present password. Choose another one.",
  password_wrong: "This is not your present password.",
  time_zone_unknown: "This time zone is not known. Choose one of the list.",
} as const;
