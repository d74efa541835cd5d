"use client";
import { Printer } from "lucide-react";
import { Button } from "@/components/ui/button";

/** Prints the page. */
export function PrintButton(props: { label: string }) {
  return (
    <Button className="print:hidden" icon={<Printer aria-hidden />} onClick={() => window.print()}>
      {props.label}
    </Button>
  );
}
