/** An auth page: the shell, and the words that its client components need. */
import type { ReactNode } from "react";
import { MessagesProvider } from "@/components/i18n/provider";
import { AuthShell } from "@/components/shell/auth-shell";
import { messages, pick } from "@/lib/i18n";

export function AuthFrame(props: {
  brand: string;
  locale: string;
  demonstration: boolean;
  title: string;
  text?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}) {
  return (
    <MessagesProvider locale={props.locale} areas={pick(messages(props.locale), "auth")}>
      <AuthShell {...props} />
    </MessagesProvider>
  );
}
