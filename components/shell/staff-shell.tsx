/** The frame of the staff's pages: the same family, another accent and a mark, so that nobody takes it for the console. */
import { MessagesProvider } from "@/components/i18n/provider";
import type { ViewerView } from "@/lib/contracts/views";
import { messages, pick } from "@/lib/i18n";
import { AppFrame, type FrameProps } from "./app-frame";
import type { NavGroup, NavKey } from "./nav";

export function StaffShell(
  props: Omit<FrameProps, "viewer"> & {
    viewer: ViewerView;
    /** Which places there are; search for support, more for administrators. */
    places?: { support: readonly NavKey[]; admin: readonly NavKey[] } | undefined;
  },
) {
  const { viewer, places, ...frame } = props;
  const all = messages(viewer.locale);
  const m = all.shell;
  const support: readonly NavKey[] = places?.support ?? ["search"];
  const admin: readonly NavKey[] = viewer.staffRole === "admin" ? (places?.admin ?? ["fleet"]) : [];
  const groups: NavGroup[] = [{ label: m.groups.support, keys: support }];
  if (admin.length > 0) groups.push({ label: m.groups.admin, keys: admin });
  return (
    <MessagesProvider
      locale={viewer.locale}
      zone={viewer.timeZone ?? "UTC"}
      areas={pick(all, "ui", "shell", "errors")}
    >
      <AppFrame
        {...frame}
        viewer={{ name: viewer.name, email: viewer.email }}
        home="/support"
        mark={m.staffMark}
        realm="staff"
        groups={groups}
        phone={[...support, ...admin].slice(0, 4)}
      />
    </MessagesProvider>
  );
}
