import type { InstantText, IntegerText } from "./views";

/** The balance from now to its end if nothing changes. Two points share an instant where promotional credit changes. */
export type RunwayView = {
  currency: string;
  points: { at: InstantText; balanceTicks: IntegerText }[];
  /** What is worth naming on the way, in order. */
  marks: {
    kind: "now" | "warning" | "credit_changes" | "price_changes" | "end";
    at: InstantText;
    balanceTicks: IntegerText;
  }[];
};

/** What a new account has done of what leads to its first instance. */
export type FirstStepsView = { credit: boolean; key: boolean; launched: boolean };
