"use client";
import { useSyncExternalStore } from "react";
import { useMessages } from "@/components/i18n/provider";
import { applyTheme } from "@/components/shell/theme-toggle";
import { SwitchField } from "@/components/ui/checkbox-field";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { SelectField } from "@/components/ui/select-field";
import { pauseFigures } from "@/components/ui/server-clock";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import { THEMES, type Theme } from "@/lib/format/theme";
import { say } from "@/lib/i18n/say";

type Kept = { theme: Theme; pauseLiveFigures: boolean };

export function ProfileForm(props: {
  action: FormAction<Kept>;
  profile: { name: string; timeZone: string | null } & Kept;
  /** Every IANA zone, as the server knows them. */
  zones: readonly string[];
}) {
  const m = useMessages("settings").profile;
  const here = useSyncExternalStore(
    () => () => {},
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
  const { profile } = props;
  return (
    <Form
      action={props.action}
      onSuccess={({ theme, pauseLiveFigures }) => {
        applyTheme(theme);
        pauseFigures(pauseLiveFigures);
        notify.success(m.saved);
      }}
      className="max-w-md"
    >
      <TextField name="name" label={m.name} autoComplete="name" maxLength={80} defaultValue={profile.name} />
      <SelectField
        name="timeZone"
        label={m.timeZone}
        help={here === null ? m.timeZoneHelp : `${m.timeZoneHelp} ${say(m.thisBrowser, { zone: here })}.`}
        optional
        defaultValue={profile.timeZone ?? ""}
        options={[
          { value: "", label: m.browserZone },
          ...props.zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
        ]}
      />
      <SelectField
        name="theme"
        label={m.theme}
        defaultValue={profile.theme}
        options={THEMES.map((theme) => ({ value: theme, label: m[theme] }))}
      />
      <SwitchField
        name="pauseLiveFigures"
        label={m.pause}
        help={m.pauseHelp}
        defaultChecked={profile.pauseLiveFigures}
      />
      <div>
        <SubmitButton>{m.save}</SubmitButton>
      </div>
    </Form>
  );
}
