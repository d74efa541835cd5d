"use client";
/** System, light or dark: three native radios. Kept in the cookie that the first script of every page reads. */
import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { cx } from "@/components/ui/cx";
import { THEME_COOKIE, THEMES, type Theme } from "@/lib/format/theme";

const CHANGED = "theme-changed";
const YEAR_SECONDS = 31_536_000;
const ICON = { system: Monitor, light: Sun, dark: Moon };

function subscribe(changed: () => void) {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Applies a theme at once and keeps it for the next pages. */
export function applyTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  window.dispatchEvent(new Event(CHANGED));
}

export function ThemeToggle(props: {
  words: { label: string; system: string; light: string; dark: string };
  /** Also tell the server, for the setting of the account. */
  onChange?: ((theme: Theme) => void) | undefined;
}) {
  const theme = useSyncExternalStore(subscribe, current, () => "system" as const);
  return (
    <fieldset className="inline-flex rounded-md border border-line p-0.5">
      <legend className="sr-only">{props.words.label}</legend>
      {THEMES.map((each) => {
        const Icon = ICON[each];
        return (
          <label
            key={each}
            title={props.words[each]}
            className={cx(
              "inline-flex size-7 items-center justify-center rounded-sm text-muted hover:text-ink max-md:size-10",
              "has-checked:bg-inset has-checked:text-ink has-checked:shadow-[inset_0_0_0_1px_var(--color-line)]",
              "has-focus-visible:outline-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              type="radio"
              name="theme"
              value={each}
              checked={theme === each}
              onChange={() => {
                applyTheme(each);
                props.onChange?.(each);
              }}
              className="sr-only"
            />
            <Icon aria-hidden className="size-4" />
            <span className="sr-only">{props.words[each]}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
