/** Where people go from the overview, each with what is there. */
import Link from "next/link";
import type { Messages } from "@/lib/i18n";

export function QuickLinks(props: { words: Messages["overview"]; places: Messages["shell"]["nav"] }) {
  const { quick } = props.words;
  const links = [
    { href: "/console/usage", title: props.places.usage, text: quick.usage },
    { href: "/console/billing", title: props.places.billing, text: quick.billing },
    { href: "/console/ssh-keys", title: props.places.sshKeys, text: quick.sshKeys },
    { href: "/console/activity", title: props.places.activity, text: quick.activity },
  ];
  return (
    <nav aria-label={props.words.links} className="border-t border-line pt-4">
      <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2 lg:grid-cols-4">
        {links.map((link) => (
          <li key={link.href}>
            <Link href={link.href} className="group block rounded-md py-2">
              <span className="block font-medium group-hover:underline">{link.title}</span>
              <span className="block text-muted">{link.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
