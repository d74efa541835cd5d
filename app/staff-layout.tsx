import type { ReactNode } from "react";
import { ActingBanner } from "@/components/shell/acting-banner";
import { StaffShell } from "@/components/shell/staff-shell";
import { messages } from "@/lib/i18n";
import { env } from "@/lib/server/env";
import { requireStaff } from "@/lib/server/page";
import { signOut } from "./(auth)/actions";
import { stopActing } from "./support/actions";

/** The frame of every staff page, for those whose role is enough. */
export async function StaffLayout({ who, children }: { who: "support" | "admin"; children: ReactNode }) {
  const { viewer } = await requireStaff(who);
  return (
    <StaffShell
      brand={env().brand}
      viewer={viewer}
      demonstration={env().demonstration}
      signOut={signOut}
      banners={
        viewer.acting ? (
          <ActingBanner
            acting={viewer.acting}
            locale={viewer.locale}
            zone={viewer.timeZone ?? "UTC"}
            words={messages(viewer.locale).shell}
            end={stopActing}
          />
        ) : null
      }
    >
      {children}
    </StaffShell>
  );
}
