"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Badge } from "@/components/ui/badge";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Table } from "@/components/ui/table";
import { notify } from "@/components/ui/toast";
import type { SessionView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { browserName } from "@/lib/format/user-agent";
import { say, sayCount } from "@/lib/i18n/say";

export function SessionTable(props: {
  sessions: readonly SessionView[];
  revoke: FormAction<void>;
  revokeOthers: FormAction<{ ended: number }>;
}) {
  const m = useMessages("settings").sessions;
  const { locale, zone } = useReader();
  const name = (session: SessionView): string => {
    const { browser, system } = browserName(session.userAgent);
    if (browser === null) return m.unknown;
    return system === null ? browser : say(m.named, { browser, system });
  };
  return (
    <div className="flex flex-col gap-4">
      <Table
        caption={m.title}
        testId="sessions"
        rows={props.sessions}
        rowKey={(session) => session.id}
        columns={[
          {
            key: "browser",
            head: m.browser,
            main: true,
            cell: (session) => (
              <span className="inline-flex flex-wrap items-center gap-2">
                {name(session)}
                {session.current ? <Badge tone="good">{m.current}</Badge> : null}
              </span>
            ),
          },
          { key: "address", head: m.address, cell: (session) => session.ip ?? "–" },
          {
            key: "since",
            head: m.since,
            cell: (session) => formatInstant(session.createdAt, { locale, zone }),
          },
          {
            key: "last",
            head: m.last,
            cell: (session) => formatInstant(session.lastSeenAt, { locale, zone }),
          },
          {
            key: "action",
            head: m.action,
            hideHead: true,
            align: "end",
            cell: (session) =>
              session.current ? null : (
                <Form
                  action={props.revoke}
                  onSuccess={() => notify.success(m.ended)}
                  className="items-end font-sans"
                >
                  <input type="hidden" name="sessionId" value={session.id} />
                  <SubmitButton
                    variant="secondary"
                    size="sm"
                    aria-label={say(m.actionFor, { browser: name(session) })}
                  >
                    {m.action}
                  </SubmitButton>
                </Form>
              ),
          },
        ]}
      />
      {props.sessions.length > 1 ? (
        <Form
          action={props.revokeOthers}
          onSuccess={({ ended }) => notify.success(sayCount(locale, m.othersEnded, ended))}
          className="items-start"
        >
          <SubmitButton variant="secondary">{m.everywhere}</SubmitButton>
        </Form>
      ) : (
        <p className="text-muted">{m.only}</p>
      )}
    </div>
  );
}
