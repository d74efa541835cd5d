import type { ReactNode } from "react";
import { StaffLayout } from "../staff-layout";

export default function SupportLayout({ children }: { children: ReactNode }) {
  return <StaffLayout who="support">{children}</StaffLayout>;
}
