import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";

/** A file, not a page: a plain link that the router leaves alone. */
export function CsvLink(props: { href: string; label: string }) {
  return (
    <a href={props.href} download className={buttonClass({ variant: "ghost", size: "sm" })}>
      <Download aria-hidden />
      {props.label}
    </a>
  );
}
