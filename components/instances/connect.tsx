"use client";
import type { ReactNode } from "react";
import { useMessages } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-look";
import { CodeBlock } from "@/components/ui/code-block";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";
import { Notebook, type NotebooksOffer } from "./notebook";

type Ssh = NonNullable<InstanceView["ssh"]>;

/** Every way in: the exact ssh line, an entry of ~/.ssh/config, an editor, and the terminal of this page. */
export function Connect(props: { instance: InstanceView; notebooks: NotebooksOffer }) {
  const { instance } = props;
  const words = useMessages("instancePages").connect;
  const { ssh } = instance;
  if (instance.state === "stopped" || instance.state === "stopping")
    return <p className="text-muted">{words.off}</p>;
  if (instance.state === "running" && instance.firewall?.ssh === "closed")
    return <Closed instance={instance} />;
  if (!ssh || instance.state !== "running") return <p className="text-muted">{words.waiting}</p>;
  const alias = aliasOf(instance.name);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">{words.text}</p>
      {instance.firewall?.ssh === "limited" ? (
        <p>
          {words.sshLimited}{" "}
          <TextLink href={`/console/instances/${instance.id}/firewall`}>{words.toFirewall}</TextLink>
        </p>
      ) : null}
      <div>
        <CodeBlock code={ssh.command} what={words.command} prompt testId="ssh-command" />
        <p className="mt-1 text-muted">{ssh.hostKey ? words.commandTextKey : words.commandText}</p>
        {ssh.hostKey ? (
          <p className="mt-1">
            {words.hostKey}:{" "}
            <span data-testid="host-key" className="figures break-all">
              {ssh.hostKey}
            </span>
          </p>
        ) : null}
      </div>
      <details>
        <summary className="min-h-6 font-medium">{words.config}</summary>
        <div className="mt-2">
          <CodeBlock code={configOf(alias, ssh)} what={words.config} testId="ssh-config" />
          <p className="mt-1 text-muted">{say(words.configText, { alias })}</p>
        </div>
      </details>
      <ul className="flex flex-col gap-3">
        {instance.opensJupyter ? (
          <li>
            <Notebook instanceId={instance.id} ssh={ssh} offer={props.notebooks} />
          </li>
        ) : null}
        <Way text={words.browserText}>
          <ButtonLink href={`/console/instances/${instance.id}/terminal`} size="sm">
            {words.browser}
          </ButtonLink>
        </Way>
        <Way text={words.editorText}>
          <a href={editorLink(ssh)} className={buttonClass({ size: "sm" })}>
            {words.editor}
          </a>
        </Way>
      </ul>
    </div>
  );
}

/** The terminal is the one way that no firewall is in. */
function Closed({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").connect;
  return (
    <div className="flex flex-col gap-4">
      <p>
        {words.sshClosed}{" "}
        <TextLink href={`/console/instances/${instance.id}/firewall`}>{words.toFirewall}</TextLink>
      </p>
      <ul>
        <Way text={words.browserText}>
          <ButtonLink href={`/console/instances/${instance.id}/terminal`} size="sm">
            {words.browser}
          </ButtonLink>
        </Way>
      </ul>
    </div>
  );
}

function Way(props: { text: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {props.children}
      <span className="text-muted">{props.text}</span>
    </li>
  );
}

const aliasOf = (name: string) => name.replace(/[^A-Za-z0-9._-]+/g, "-");

const configOf = (alias: string, { host, port, user }: Ssh): string =>
  [`Host ${alias}`, `  HostName ${host}`, `  Port ${port}`, `  User ${user}`].join("\n");

/** As VS Code's own links are: the extension opens the user's home on that machine. */
function editorLink({ host, port, user }: Ssh): string {
  const at = host.includes(":") ? `[${host}]` : host;
  const home = user === "root" ? "/root" : `/home/${user}`;
  return `vscode://vscode-remote/ssh-remote+${user}@${at}${port === 22 ? "" : `:${port}`}${home}`;
}
