"use client";
import { useMessages } from "@/components/i18n/provider";
import { CodeBlock } from "@/components/ui/code-block";
import type { InstanceView } from "@/lib/contracts/views";

/** How to get in: the exact ssh line, and the same as an entry of ~/.ssh/config. */
export function Connect({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").connect;
  if (instance.state === "stopped" || instance.state === "stopping")
    return <p className="text-muted">{words.off}</p>;
  if (!instance.ssh || instance.state !== "running") return <p className="text-muted">{words.waiting}</p>;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">{words.text}</p>
      <CodeBlock code={instance.ssh.command} what={words.command} prompt testId="ssh-command" />
      <details>
        <summary className="min-h-6 font-medium">{words.config}</summary>
        <div className="mt-2">
          <CodeBlock code={configOf(instance.name, instance.ssh)} what={words.config} />
        </div>
      </details>
    </div>
  );
}

function configOf(name: string, ssh: NonNullable<InstanceView["ssh"]>): string {
  const alias = name.replace(/[^A-Za-z0-9._-]+/g, "-");
  return [`Host ${alias}`, `  HostName ${ssh.host}`, `  Port ${ssh.port}`, `  User ${ssh.user}`].join("\n");
}
