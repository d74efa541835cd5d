/** The theme a reader chose. Kept in the cookie `theme`, so that it holds before any script of the page has loaded. */
export const THEME_COOKIE = "theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/**
 * Runs in <head> before anything is painted and copies the cookie to `data-theme`, so that static pages have the right
 * theme too. Constant, and free of quotes and of <, > and &, so that it reaches the page unescaped and a content
 * security policy can allow it by the hash of exactly this text.
 */
export const THEME_SCRIPT =
  "!function(){var m=/(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);if(m)document.documentElement.dataset.theme=m[1]}()";
