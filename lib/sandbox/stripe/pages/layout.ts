import { Html, html, type Page } from "./html";

const CSS = `
:root{color-scheme:light dark;--bg:#f6f6f5;--card:#fff;--ink:#1b1b1a;--soft:#5c5c59;--line:#d9d9d6;--field:#8a8a86;--accent:#3b4ce0;--on:#fff;--bad:#b3261e;--badbg:#fdecea;--good:#1a6b3c;--note:#fff4d6;--noteink:#5c4300}
@media(prefers-color-scheme:dark){:root{--bg:#141413;--card:#1e1e1d;--ink:#efefec;--soft:#a9a9a4;--line:#3a3a38;--field:#7d7d78;--accent:#a5b0ff;--on:#14162b;--bad:#ffb4ab;--badbg:#3b1512;--good:#86d9a5;--note:#3a2f0d;--noteink:#ffe08a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
.note{background:var(--note);color:var(--noteink);padding:8px 16px;text-align:center;font-weight:600}
main{max-width:480px;margin:0 auto;padding:24px 16px 48px}
main.wide{max-width:1120px}
h1{font-size:20px;line-height:1.3;margin:0 0 4px}
h2{font-size:16px;margin:32px 0 8px}
.amount{font-size:36px;font-weight:650;line-height:1.2;margin:4px 0 8px;font-variant-numeric:tabular-nums}
.soft{color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:20px;margin:16px 0}
fieldset{border:0;padding:0;margin:0 0 16px;min-width:0}
legend{font-weight:600;padding:0;margin-bottom:8px}
.choice{display:flex;gap:10px;align-items:center;padding:8px 0}
.choice input{width:20px;height:20px;accent-color:var(--accent);margin:0}
.field{margin:0 0 16px}
.field label{display:block;font-weight:600;margin-bottom:4px}
.field input{width:100%;font:16px/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;padding:10px 12px;color:inherit;background:var(--card);border:1px solid var(--field);border-radius:6px}
.field input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:16px}
.error{color:var(--bad);margin:4px 0 0;font-size:14px}
.alert{background:var(--badbg);color:var(--bad);border-left:4px solid var(--bad);padding:12px 16px;border-radius:4px;margin:16px 0}
button,.button{display:inline-block;font:inherit;font-weight:600;padding:10px 16px;border-radius:6px;border:1px solid var(--field);background:var(--card);color:var(--ink);cursor:pointer;text-decoration:none}
button.main{width:100%;background:var(--accent);color:var(--on);border-color:var(--accent);padding:12px 16px}
button.small{padding:4px 10px;font-size:14px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent)}
.bank{display:none}
form:has(#method-bank:checked) .cardonly{display:none}
form:has(#method-bank:checked) .bank{display:block}
.lines{list-style:none;margin:8px 0;padding:0}
.scroll{overflow-x:auto}
.card td code{white-space:nowrap;font-size:13px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
code{font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.actions{display:flex;flex-wrap:wrap;gap:6px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}
dt{color:var(--soft)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
`;

type Options = { title: string; wide?: boolean; status?: number };

/** A whole page. It needs no script and nothing from elsewhere. */
export function page(options: Options, content: Html): Page {
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${options.title}</title>
<style>${new Html(CSS)}</style>
</head>
<body>
<header class="note">Sandbox: no real card is charged</header>
<main${new Html(options.wide ? ' class="wide"' : "")}>
${content}
</main>
</body>
</html>
`;
  return { status: options.status ?? 200, body: body.text };
}

/** A page that says one thing. */
export function message(status: number, title: string, text: string, more: Html | null = null): Page {
  return page({ title, status }, html`<h1>${title}</h1><p>${text}</p>${more}`);
}
