"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { StatePill } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { Section } from "@/components/ui/page-header";
import { notify } from "@/components/ui/toast";
import type { FirewallPageView, FirewallWarningView, InstanceFirewallView } from "@/lib/contracts/firewall";
import { say } from "@/lib/i18n/say";
import { OpenTable } from "./open-table";
import { SecondWord } from "./second-word";
import { SetChoice } from "./set-choice";
import { sourcesText, whatText } from "./words";

export type InstanceFirewallActions = {
  attach: FormAction<unknown>;
  closeSsh: FormAction<unknown>;
  openSsh: FormAction<unknown>;
};

/** An instance's firewall: what is open now, which rule sets it has, and SSH's own switch. */
export function InstanceFirewall(props: {
  view: InstanceFirewallView;
  page: FirewallPageView;
  actions: InstanceFirewallActions;
}) {
  const { instance: words } = useMessages("firewallPages");
  const { view } = props;
  if (!view.changeable) return <p className="text-muted">{words.ended}</p>;
  const guarded = view.setIds.length > 0;
  const kept = guarded && view.mode !== "none" && view.mode !== null;
  return (
    <>
      <Section
        title={words.open}
        text={kept ? (view.running ? words.openText : words.offText) : undefined}
        actions={view.state === "none" ? undefined : <State view={view} />}
      >
        {kept ? <OpenTable open={view.open} /> : <Unguarded mode={view.mode} />}
        <Warnings view={view} address={props.page.address} />
      </Section>
      {view.mode === "none" && !guarded ? null : <Sets {...props} />}
      {guarded ? <Ssh view={view} actions={props.actions} /> : null}
    </>
  );
}

const LOOKS = {
  applying: { tone: "info", shape: "half" },
  applied: { tone: "good", shape: "full" },
  failing: { tone: "attention", shape: "half" },
} as const;

function State({ view }: { view: InstanceFirewallView }) {
  const { state } = useMessages("firewallPages").instance;
  if (view.state === "none") return null;
  return (
    <StatePill {...LOOKS[view.state]} state={view.state} testId="firewall-state">
      {state[view.state]}
    </StatePill>
  );
}

function Unguarded({ mode }: { mode: InstanceFirewallView["mode"] }) {
  const { noneText } = useMessages("firewallPages").instance;
  const text = {
    acls: noneText.acls,
    forwards: noneText.forwards,
    forwards6: noneText.forwards,
    none: noneText.unfiltered,
  };
  return (
    <div className="card px-4 py-3">
      <p className="max-w-text text-muted">{mode === null ? noneText.unknown : text[mode]}</p>
    </div>
  );
}

function Warnings({ view, address }: { view: InstanceFirewallView; address: string | null }) {
  const { instance } = useMessages("firewallPages");
  const sentence = useSentence(address);
  const lines = view.warnings.map(sentence);
  return (
    <div className="mt-3 flex flex-col gap-2">
      {view.state === "failing" ? (
        <Banner tone="attention" text={instance.problem} live={false}>
          <p className="figures break-all text-muted">{view.problem}</p>
        </Banner>
      ) : null}
      {lines.map((line) => (
        <Banner key={line} tone="attention" text={line} live={false} testId="firewall-warning" />
      ))}
    </div>
  );
}

function useSentence(address: string | null) {
  const all = useMessages("firewallPages");
  const { locale } = useReader();
  const words = all.instance.warnings;
  return (warning: FirewallWarningView): string => {
    if (!("rule" in warning)) return say(words[warning.kind], { address: address ?? all.editor.here });
    return say(words[warning.kind], {
      rule: whatText(warning.rule, all),
      sources: sourcesText(warning.rule.sources, all, locale),
      most: warning.most ?? 0,
    });
  };
}

function Sets(props: {
  view: InstanceFirewallView;
  page: FirewallPageView;
  actions: InstanceFirewallActions;
}) {
  const words = useMessages("firewallPages");
  const { view, page } = props;
  const create = <ButtonLink href="/console/firewall/new">{words.create}</ButtonLink>;
  if (page.sets.length === 0)
    return (
      <Section title={words.instance.sets}>
        <EmptyState title={words.instance.noSets} text={words.emptyText} action={create} />
      </Section>
    );
  return (
    <Section title={words.instance.sets} text={words.instance.setsText} actions={create}>
      {/* Another generation: the boxes are what they are now. */}
      <Form
        key={view.generation}
        action={props.actions.attach}
        onSuccess={() => notify.success(words.instance.saved)}
        aria-label={words.instance.sets}
      >
        <input type="hidden" name="instanceId" value={view.instanceId} />
        <input type="hidden" name="generation" value={view.generation} />
        <SetChoice
          name="setIds"
          label={words.instance.sets}
          hideLabel
          sets={page.sets}
          chosen={view.setIds}
        />
        <SecondWord name={view.instanceName} address={page.address} />
        <div>
          <SubmitButton>{words.instance.save}</SubmitButton>
        </div>
      </Form>
    </Section>
  );
}

function Ssh({ view, actions }: { view: InstanceFirewallView; actions: InstanceFirewallActions }) {
  const { instance: words } = useMessages("firewallPages");
  return (
    <Section title={words.sshTitle} text={view.sshClosed ? words.sshClosedText : words.sshOpenText}>
      {view.sshClosed ? (
        <Form action={actions.openSsh} aria-label={words.openVerb}>
          <input type="hidden" name="instanceId" value={view.instanceId} />
          <div>
            <SubmitButton variant="secondary">{words.openVerb}</SubmitButton>
          </div>
        </Form>
      ) : (
        <ConfirmDialog
          button={{ children: words.close }}
          title={say(words.closeTitle, { name: view.instanceName })}
          action={actions.closeSsh}
          fields={{ instanceId: view.instanceId }}
          confirm={words.close}
          typedName={view.instanceName}
          danger
        >
          <p>{words.closeText}</p>
          <p className="text-muted">{words.closeBoot}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
