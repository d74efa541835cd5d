"use client";
/** Panels of one page. Prefer `LinkTabs` where the panels are pages: they have addresses. */
import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { TAB, TAB_LIST } from "./tab-look";

export function Tabs(props: {
  /** Spoken name of the list. */
  label: string;
  tabs: readonly { value: string; label: ReactNode; panel: ReactNode }[];
  defaultValue?: string | undefined;
}) {
  return (
    <Base.Root defaultValue={props.defaultValue ?? props.tabs[0]?.value ?? null}>
      <Base.List aria-label={props.label} className={TAB_LIST}>
        {props.tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={TAB}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {props.tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-4" keepMounted>
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
