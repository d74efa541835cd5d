"use client";
import { useMessages } from "@/components/i18n/provider";
import { buttonClass } from "@/components/ui/button-look";
import { CodeBlock } from "@/components/ui/code-block";

/** Whether this reader may open notebooks on this portal; otherwise why not. */
export type NotebooksOffer = "open" | "off" | "acting_read_only" | "forbidden";

/** The way into an instance's JupyterLab: a form, so that it opens in a tab of its own also without JavaScript. */
export function Notebook(props: { instanceId: string; ssh: { command: string }; offer: NotebooksOffer }) {
  const words = useMessages("notebooks").open;
  const { instanceId, ssh, offer } = props;
  if (offer === "open")
    return (
      <form
        action={`/console/instances/${instanceId}/jupyter`}
        method="post"
        target="_blank"
        className="flex flex-wrap items-center gap-x-3 gap-y-1"
        rel="noopener"
      >
        <button type="submit" className={buttonClass({ variant: "primary", size: "sm" })}>
          {words.button}
        </button>
        <span className="text-muted">{words.text}</span>
      </form>
    );
  if (offer !== "off") return <p className="text-muted">{words[offer]}</p>;
  return (
    <div>
      <p className="mb-2 text-muted">{words.off}</p>
      <CodeBlock code={tunnelCommand(ssh.command)} what={words.tunnel} prompt />
      <p className="mt-1 text-muted">{words.offThen}</p>
    </div>
  );
}

const tunnelCommand = (command: string): string => command.replace(/^ssh /, "ssh -N -L 8888:127.0.0.1:8888 ");
