"use client";
/** Neighbouring pages under one heading, as links; the current one is marked by its address. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cx } from "./cx";
import { TAB, TAB_LIST } from "./tab-look";

export function LinkTabs(props: { label: string; tabs: readonly { href: string; label: string }[] }) {
  const path = usePathname();
  const list = useRef<HTMLElement>(null);
  // On a narrow screen the row scrolls, and the current tab may lie outside it.
  useEffect(() => {
    const row = list.current;
    const current = [...(row?.querySelectorAll("a") ?? [])].find((tab) => tab.pathname === path);
    if (row && current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }, [path]);
  return (
    <nav ref={list} aria-label={props.label} className={cx("relative", TAB_LIST)}>
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
