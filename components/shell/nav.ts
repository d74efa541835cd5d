/** The places of console and staff pages, with their icons, in the order in which they are shown. */
import type { LucideIcon } from "lucide-react";
import {
  Activity,
  BrickWallShield,
  ChartColumn,
  CircleHelp,
  CreditCard,
  Database,
  Disc3,
  Gauge,
  HardDrive,
  KeyRound,
  Rocket,
  Scale,
  Search,
  Server,
  Settings,
  Tags,
  Terminal,
  Ticket,
  Users,
} from "lucide-react";
import type { Messages } from "@/lib/i18n";

type Words = Messages["shell"]["nav"];
export type NavKey = keyof typeof PLACES;

const PLACES = {
  overview: { href: "/console", icon: Gauge },
  launch: { href: "/console/launch", icon: Rocket },
  instances: { href: "/console/instances", icon: Server },
  images: { href: "/console/images", icon: Disc3 },
  volumes: { href: "/console/volumes", icon: HardDrive },
  firewall: { href: "/console/firewall", icon: BrickWallShield },
  sshKeys: { href: "/console/ssh-keys", icon: KeyRound },
  billing: { href: "/console/billing", icon: CreditCard },
  usage: { href: "/console/usage", icon: ChartColumn },
  apiKeys: { href: "/console/api-keys", icon: Terminal },
  team: { href: "/console/team", icon: Users },
  activity: { href: "/console/activity", icon: Activity },
  help: { href: "/console/help", icon: CircleHelp },
  settings: { href: "/console/settings", icon: Settings },
  search: { href: "/support", icon: Search },
  tickets: { href: "/support/tickets", icon: Ticket },
  catalogue: { href: "/admin/catalogue", icon: Tags },
  fleet: { href: "/admin/fleet", icon: Database },
  ledger: { href: "/admin/ledger", icon: Scale },
  staff: { href: "/admin/staff", icon: Users },
} as const satisfies Record<string, { href: string; icon: LucideIcon }>;

/** Every place there is: what a page lies under, whether a bar shows that place or not. */
export const EVERY_HREF: readonly string[] = Object.values(PLACES).map(({ href }) => href);

export type NavGroup = { label: string; keys: readonly NavKey[] };

export function place(
  key: NavKey,
  words: Words,
): { key: NavKey; href: string; icon: LucideIcon; label: string } {
  return { key, ...PLACES[key], label: words[key] };
}

/** The longest address of `hrefs` that the path lies under: the current place. */
export function currentPlace(path: string, hrefs: readonly string[]): string | undefined {
  return hrefs
    .filter((href) => path === href || path.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
}
