import { forbidden, notFound, redirect } from "next/navigation";
import { DomainError } from "@/lib/domain/errors";

/**
 * What a page reads. Refusals become the page that says so: another's id is answered like one that does not exist.
 * Anything else goes on to the error page.
 */
export async function read<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "not_found") notFound();
    if (error.code === "forbidden") forbidden();
    if (error.code === "sign_in_needed") redirect("/sign-in");
    throw error;
  }
}
