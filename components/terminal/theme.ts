import type { ITheme } from "@xterm/xterm";

/** The page's colours as the terminal needs them: plain, of the theme that holds now. */
export function themeOf(host: HTMLElement): ITheme {
  const probe = document.createElement("span");
  host.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--color-${token})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    background: colour("surface"),
    foreground: colour("ink"),
    cursor: colour("accent"),
    cursorAccent: colour("surface"),
    selectionBackground: colour("accent-fill"),
    selectionForeground: colour("on-fill"),
  };
  probe.remove();
  return theme;
}

/** Calls back when the reader picks another theme, or the system does. */
export function onThemeChange(changed: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(changed);
  system.addEventListener("change", changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", changed);
    chosen.disconnect();
  };
}
