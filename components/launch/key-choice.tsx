"use client";
import { type RefObject, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { useFormField } from "@/components/ui/form-context";
import type { SshKeyView } from "@/lib/contracts/views";

/** Which keys the instance admits. The first is chosen; without one, it can be added here and nothing chosen is lost. */
export function KeyChoice(props: {
  keys: SshKeyView[];
  /** Opens the dialog that adds one; it stands outside this form, because forms do not nest. */
  onAdd: () => void;
  addButton: RefObject<HTMLButtonElement | null>;
}) {
  const words = useMessages("launch");
  const { error } = useFormField("sshKeyIds");
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setUnticked((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">{words.keys}</legend>
      {props.keys.length === 0 ? (
        <div className="rounded-md border border-dashed border-edge px-4 py-4">
          <p className="font-medium">{words.noKeysTitle}</p>
          <p className="text-muted">{words.noKeysText}</p>
        </div>
      ) : (
        <ul className="flex flex-col gap-2">
          {props.keys.map((key, index) => (
            <li key={key.id}>
              <label className="flex min-h-11 items-center gap-3 rounded-md border border-edge bg-surface px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft">
                <input
                  type="checkbox"
                  name="sshKeyIds"
                  value={key.id}
                  checked={isChosen(key.id, index, unticked)}
                  onChange={() => toggle(key.id)}
                  className="size-4 accent-accent-fill"
                />
                <span className="min-w-0">
                  <span className="block font-medium">{key.name}</span>
                  <span className="figures block truncate text-muted">{key.fingerprint}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {error ? (
        <p role="alert" className="mt-1.5 text-danger">
          {error}
        </p>
      ) : null}
      <p className="mt-1.5 mb-2 text-muted">{words.keysHelp}</p>
      <Button ref={props.addButton} size="sm" onClick={props.onAdd}>
        {words.addKey}
      </Button>
    </fieldset>
  );
}

/** The first key starts ticked, the others do not; a click turns either around. */
const isChosen = (id: string, index: number, turned: ReadonlySet<string>) => (index === 0) !== turned.has(id);
