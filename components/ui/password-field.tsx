"use client";
/** A password that can be shown. `autoComplete` says whether it is the current or a new one. */
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { type FieldBase, FieldFrame, useField } from "./field-frame";

export function PasswordField(
  props: FieldBase & {
    autoComplete: "current-password" | "new-password";
    minLength?: number | undefined;
  },
) {
  const m = useMessages("ui");
  const [shown, setShown] = useState(false);
  const field = useField(props);
  return (
    <FieldFrame {...props} wiring={field.wiring} problem={field.error}>
      <div className="relative">
        <input
          {...field.wiring}
          type={shown ? "text" : "password"}
          autoComplete={props.autoComplete}
          minLength={props.minLength}
          spellCheck={false}
          autoCapitalize="none"
          className="control pr-18!"
        />
        <button
          type="button"
          aria-pressed={shown}
          aria-label={shown ? m.hidePasswordLong : m.showPasswordLong}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0 w-16 rounded-md text-center font-medium text-accent hover:underline"
        >
          {shown ? m.hidePassword : m.showPassword}
        </button>
      </div>
    </FieldFrame>
  );
}
