"use client";
/** What an operator can do with a host; each says first what happens to the machines there. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FleetHostView } from "@/lib/contracts/fleet";
import { say, sayCount } from "@/lib/i18n/say";
import type { HostActions } from "./actions";

export function HostButtons(props: { regionId: string; host: FleetHostView; actions: HostActions }) {
  const m = useMessages("fleet");
  const { locale } = useReader();
  const { host, actions } = props;
  const fields = { regionId: props.regionId, host: host.name };
  const named = { host: host.name };
  const out = host.state === "evacuated" || host.maintenance === "evacuate";
  const evacuable = !out && host.maintenance === null && (host.state === "online" || host.state === "closed");
  const label = (verb: string) => `${verb} ${host.name}`;
  return (
    <>
      {host.drainedAt === null ? (
        <ConfirmDialog
          button={{ children: m.drain.verb, size: "sm", "aria-label": label(m.drain.verb) }}
          title={say(m.drain.title, named)}
          action={actions.drain}
          fields={fields}
          confirm={m.drain.verb}
        >
          <p>{m.drain.text}</p>
        </ConfirmDialog>
      ) : (
        <ConfirmDialog
          button={{ children: m.drain.end, size: "sm", "aria-label": label(m.drain.end) }}
          title={say(m.drain.endTitle, named)}
          action={actions.undrain}
          fields={fields}
          confirm={m.drain.end}
        >
          <p>{m.drain.endText}</p>
        </ConfirmDialog>
      )}
      {evacuable ? (
        <ConfirmDialog
          button={{ children: m.evacuate.verb, size: "sm", "aria-label": label(m.evacuate.verb) }}
          title={say(m.evacuate.title, named)}
          action={actions.evacuate}
          fields={fields}
          confirm={m.evacuate.verb}
          danger
        >
          <p>{host.running === 0 ? m.evacuate.none : sayCount(locale, m.evacuate.running, host.running)}</p>
          <p>{m.evacuate.cluster}</p>
          <p>{m.evacuate.back}</p>
        </ConfirmDialog>
      ) : null}
      {out && host.maintenance !== "restore" ? (
        <ConfirmDialog
          button={{
            children: host.state === "evacuated" ? m.evacuate.restore : m.evacuate.cancel,
            size: "sm",
            "aria-label": label(host.state === "evacuated" ? m.evacuate.restore : m.evacuate.cancel),
          }}
          title={say(m.evacuate.restoreTitle, named)}
          action={actions.restore}
          fields={fields}
          confirm={m.evacuate.restore}
        >
          <p>{m.evacuate.restoreText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
