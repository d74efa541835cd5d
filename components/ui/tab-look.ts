import { cx } from "./cx";

export const TAB_LIST = "flex gap-5 overflow-x-auto border-b border-line";
export const TAB = cx(
  "min-h-10 shrink-0 border-b-2 border-transparent py-2 font-medium whitespace-nowrap text-muted hover:text-ink max-md:min-h-11",
  "data-active:border-accent data-active:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink",
);
