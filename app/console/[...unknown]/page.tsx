import { notFound } from "next/navigation";

/** An address of the console that is none: answered inside the console's frame. */
export default function UnknownPage() {
  notFound();
}
