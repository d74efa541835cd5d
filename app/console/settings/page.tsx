import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { PasswordForm } from "@/components/settings/password-form";
import { ProfileForm } from "@/components/settings/profile-form";
import { SessionTable } from "@/components/settings/session-table";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { PageHeader, Section } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { requireAccount } from "@/lib/server/page";
import { listSessions } from "@/lib/services/identity/sessions";
import { changePassword, revokeOthers, revokeSession, saveSettings } from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).settings.title };

export default async function SettingsPage() {
  const { viewer } = await requireAccount();
  const all = messages(viewer.locale);
  const m = all.settings;
  if (viewer.mode === "acting_read")
    return (
      <>
        <PageHeader title={m.title} text={m.lead} />
        <Banner tone="info" live={false} text={m.actingHidden} />
      </>
    );
  const sessions = await listSessions(await requestContext());
  return (
    <MessagesProvider areas={pick(all, "settings", "auth")}>
      <PageHeader title={m.title} text={m.lead} />
      <Section title={m.profile.title}>
        <p className="mb-5 flex flex-wrap items-center gap-2">
          <span className="text-muted">{m.profile.email}</span> {viewer.email}
          <Badge tone={viewer.emailConfirmed ? "good" : "attention"}>
            {viewer.emailConfirmed ? m.profile.confirmed : m.profile.unconfirmed}
          </Badge>
        </p>
        <ProfileForm action={saveSettings} profile={viewer} zones={Intl.supportedValuesOf("timeZone")} />
      </Section>
      <Section title={m.password.title} text={m.password.text}>
        <PasswordForm action={changePassword} email={viewer.email} />
      </Section>
      <Section title={m.sessions.title} text={m.sessions.text}>
        <SessionTable sessions={sessions} revoke={revokeSession} revokeOthers={revokeOthers} />
      </Section>
    </MessagesProvider>
  );
}
