"use client";
/** Who is signed in, theme, settings and the way out: at the foot of the side bar and of the phone's sheet. */
import { LogOut } from "lucide-react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { ThemeToggle } from "./theme-toggle";

export function AccountPanel(props: {
  name: string;
  email: string;
  signOut: (form: FormData) => Promise<void>;
}) {
  const m = useMessages("shell");
  return (
    <div className="flex flex-col gap-3">
      <div className="min-w-0">
        <p className="text-xs text-faint">{m.account.signedInAs}</p>
        <p className="truncate font-medium">{props.name}</p>
        <p className="truncate text-muted">{props.email}</p>
      </div>
      <div className="flex items-center justify-between gap-3">
        <ThemeToggle words={m.theme} />
        <form action={props.signOut}>
          <Button type="submit" size="sm" variant="ghost" icon={<LogOut aria-hidden />}>
            {m.account.signOut}
          </Button>
        </form>
      </div>
    </div>
  );
}
