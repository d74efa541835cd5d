import type { ReactNode } from "react";
import { GraceBanner } from "@/components/billing/grace-banner";
import { LiveMoneyBar } from "@/components/live/live-money-bar";
import { LiveProvider } from "@/components/live/provider";
import { ConsoleShell } from "@/components/shell/console-shell";
import { requestContext } from "@/lib/server/context";
import { env } from "@/lib/server/env";
import { requireAccount } from "@/lib/server/page";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { signOut } from "../(auth)/actions";
import { stopActing } from "../support/actions";
import { loadPalette } from "./palette";
import { keepFiguresPaused } from "./settings/actions";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { viewer, subject } = await requireAccount();
  const meter = await accountBalanceView(await requestContext(), subject.accountId);
  const own = viewer.mode === "own";
  return (
    <LiveProvider scope={`${viewer.userId}:${subject.accountId}:${viewer.mode}`}>
      <ConsoleShell
        brand={env().brand}
        viewer={viewer}
        demonstration={env().demonstration}
        signOut={signOut}
        loadPalette={loadPalette}
        endActing={stopActing}
        banners={<GraceBanner meter={meter} />}
        bar={
          <LiveMoneyBar
            meter={meter}
            initiallyPaused={viewer.pauseLiveFigures}
            keepPaused={own ? keepFiguresPaused : undefined}
          />
        }
      >
        {children}
      </ConsoleShell>
    </LiveProvider>
  );
}
