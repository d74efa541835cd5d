import { DomainError } from "@/lib/domain/errors";
import { isCommonPassword } from "./common-passwords";

/** What the schema cannot know. Throws `invalid_input` at `field` for the address itself and for common passwords. */
export function refuseWeakPassword(password: string, email: string, field = "password"): void {
  const lower = password.toLowerCase();
  if (lower === email || lower === email.split("@")[0])
    throw new DomainError("invalid_input", { reason: "password_is_email" }, field);
  if (isCommonPassword(password))
    throw new DomainError("invalid_input", { reason: "password_common" }, field);
}
