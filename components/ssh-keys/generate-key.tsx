"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { download, type KeyPair, makePair } from "./make-pair";

type Made = KeyPair & { file: string };

/** A pair made in the browser: the public part is added, the private part is downloaded and sent nowhere. */
export function GenerateKey(props: { action: FormAction<unknown> }) {
  const words = useMessages("sshKeyPages");
  const router = useRouter();
  const [made, setMade] = useState<Made | null>(null);

  const generate: FormAction<unknown> = async (previous, form) => {
    const name = String(form.get("name") ?? "").trim();
    const file = fileNameOf(name);
    const pair = await makePair(name || file).catch(() => null);
    if (!pair) return { ok: false, code: "unsupported", message: words.unsupported };
    const request = new FormData();
    request.set("name", name);
    request.set("publicKey", pair.publicKey);
    const answer = await props.action(previous, request);
    if (answer.ok) {
      setMade({ ...pair, file });
      download(file, pair.privateKey);
      router.refresh();
    }
    return answer;
  };

  return (
    <section aria-label={words.generateTitle}>
      <h3 className="font-semibold">{words.generateTitle}</h3>
      <p className="mt-1 mb-4 text-muted">{words.generateText}</p>
      {made ? (
        <Generated made={made} />
      ) : (
        <Form action={generate} aria-label={words.generateTitle}>
          <TextField
            name="name"
            label={words.generateName}
            autoComplete="off"
            maxLength={63}
            defaultValue="wattsecond"
          />
          <div>
            <SubmitButton variant="secondary">{words.generate}</SubmitButton>
          </div>
        </Form>
      )}
    </section>
  );
}

function Generated({ made }: { made: Made }) {
  const words = useMessages("sshKeyPages");
  const command = `mv ~/Downloads/${made.file} ~/.ssh/ && chmod 600 ~/.ssh/${made.file}`;
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="good" text={words.generated} />
      <p>{words.generatedHow}</p>
      <CodeBlock code={command} what={words.generatedHow} prompt />
      <div>
        <Button size="sm" onClick={() => download(made.file, made.privateKey)}>
          {words.downloadAgain}
        </Button>
      </div>
    </div>
  );
}

/** A plain file name out of what was typed. */
const fileNameOf = (name: string) =>
  `${name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "") || "key"}_ed25519`;
