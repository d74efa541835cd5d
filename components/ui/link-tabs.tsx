"use client";
/** Neighbouring pages under one heading, as links; the current one is marked by its address. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import { TAB, TAB_LIST } from "./tab-look";

export function LinkTabs(props: { label: string; tabs: readonly { href: string; label: string }[] }) {
  const path = usePathname();
  return (
    <nav aria-label={props.label} className={TAB_LIST}>
      {props.tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={path === tab.href ? "page" : undefined}
          className={TAB}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
