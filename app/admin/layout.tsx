import type { ReactNode } from "react";
import { StaffLayout } from "../staff-layout";

export default function AdminLayout({ children }: { children: ReactNode }) {
  return <StaffLayout who="admin">{children}</StaffLayout>;
}
