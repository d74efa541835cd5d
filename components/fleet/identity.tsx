/** Our own certificate, to be copied into a cluster's trust store. */
import { CodeBlock } from "@/components/ui/code-block";
import { DialogButton } from "@/components/ui/dialog";
import type { FleetView } from "@/lib/contracts/fleet";
import type { Messages } from "@/lib/i18n";

export function OurCertificate(props: { identity: FleetView["identity"]; words: Messages["fleet"] }) {
  const m = props.words.identity;
  return (
    <div className="card flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0">
        <p className="text-xs text-muted">{m.fingerprint}</p>
        <p className="figures break-all" data-testid="our-fingerprint">
          {props.identity.fingerprint}
        </p>
      </div>
      <DialogButton button={{ children: m.show }} title={m.title} description={m.text} size="md">
        <div className="flex flex-col gap-3">
          <CodeBlock code={props.identity.certificate.trim()} what={m.what} scroll />
          <p>{m.how}</p>
          <CodeBlock code={props.words.check.trustCommand} what={m.command} prompt />
        </div>
      </DialogButton>
    </div>
  );
}
