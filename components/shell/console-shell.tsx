/**
 * The frame of the customer's console. Hands the areas `ui`, `shell` and `errors`, the reader's locale and time zone to
 * client components below; pages add their own areas with another `MessagesProvider`.
 */
import { MessagesProvider } from "@/components/i18n/provider";
import type { ViewerView } from "@/lib/contracts/views";
import { messages, pick } from "@/lib/i18n";
import { ActingBanner } from "./acting-banner";
import { AppFrame, type FrameProps } from "./app-frame";
import { type NavGroup, place } from "./nav";
import { Palette, PaletteButton, type PaletteEntry } from "./palette";
import { Shortcuts } from "./shortcuts";

export function ConsoleShell(
  props: Omit<FrameProps, "viewer"> & {
    viewer: ViewerView;
    /** Ends acting as the customer. Needed while `viewer.acting`. */
    endActing?: ((form: FormData) => Promise<void>) | undefined;
    /** The palette's further entries, asked for when it opens: the account's instances. */
    loadPalette?: (() => Promise<readonly PaletteEntry[]>) | undefined;
  },
) {
  const { viewer, endActing, loadPalette, banners, ...frame } = props;
  const all = messages(viewer.locale);
  const m = all.shell;
  const zone = viewer.timeZone ?? "UTC";
  const groups: readonly NavGroup[] = [
    {
      label: m.groups.compute,
      keys: ["overview", "instances", "volumes", "launch", "images", "firewall", "sshKeys"],
    },
    { label: m.groups.money, keys: ["billing", "usage"] },
    { label: m.groups.account, keys: ["activity", "settings"] },
  ];
  const entries = groups.flatMap((group) =>
    group.keys.map((key) => {
      const { href, label } = place(key, m.nav);
      return { group: m.palette.pages, href, label };
    }),
  );
  return (
    <MessagesProvider locale={viewer.locale} zone={zone} areas={pick(all, "ui", "shell", "errors")}>
      <AppFrame
        {...frame}
        viewer={{ name: viewer.name, email: viewer.email }}
        home="/console"
        realm="console"
        groups={groups}
        phone={["overview", "instances", "launch", "billing"]}
        tools={<PaletteButton />}
        banners={
          <>
            {viewer.acting && endActing ? (
              <ActingBanner
                acting={viewer.acting}
                locale={viewer.locale}
                zone={zone}
                words={m}
                end={endActing}
              />
            ) : null}
            {banners}
          </>
        }
      />
      <Palette entries={entries} load={loadPalette} />
      <Shortcuts />
    </MessagesProvider>
  );
}
