import { messages, sayParts } from "@/lib/i18n";
import type { Mail } from "@/lib/ports/mailer";

/** What a mail is made of; see lib/i18n/en/mails. */
type Template = {
  subject: string;
  paragraphs: readonly string[];
  /** One line of the list below them; where lines are of several kinds, by a row's `kind`. */
  row?: string | Readonly<Record<string, string>>;
  action?: { label: string; url: string };
  closing: readonly string[];
};

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

function fill(template: string, params: Readonly<Record<string, string>>): string {
  return sayParts(template)
    .map((part) => part.text + (part.name === undefined ? "" : (params[part.name] ?? "")))
    .join("");
}

/**
 * Text and HTML of a mail from one source. Values are data: they are escaped in HTML and cannot add lines to the
 * subject. Throws if the template does not exist.
 */
export function renderMail(input: {
  template: string;
  params: Readonly<Record<string, string>>;
  rows?: readonly Readonly<Record<string, string>>[];
  locale: string;
  brand: string;
}): Pick<Mail, "subject" | "text" | "html"> {
  const templates: Readonly<Record<string, Template>> = messages(input.locale).mails;
  const template = templates[input.template];
  if (!template) throw new Error(`no mail template "${input.template}"`);
  const params = { ...input.params, brand: input.brand };
  const subject = `${fill(template.subject, params)} · ${input.brand}`.replace(/[\r\n]+/g, " ");
  const paragraphs = template.paragraphs.map((each) => fill(each, params));
  const { row } = template;
  const rows = (input.rows ?? []).flatMap((each) => {
    const line = typeof row === "object" ? row[each.kind ?? ""] : row;
    return line === undefined ? [] : [fill(line, { ...params, ...each })];
  });
  const closing = template.closing.map((each) => fill(each, params));
  const action = template.action && {
    label: fill(template.action.label, params),
    url: fill(template.action.url, params),
  };
  const text = [
    ...paragraphs,
    ...(rows.length > 0 ? [rows.map((each) => `- ${each}`).join("\n")] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...closing,
    input.brand,
  ];
  return {
    subject,
    text: `${text.join("\n\n")}\n`,
    html: page({ subject, paragraphs, rows, action, closing }, input),
  };
}

type Filled = {
  subject: string;
  paragraphs: readonly string[];
  rows: readonly string[];
  action: { label: string; url: string } | undefined;
  closing: readonly string[];
};

function page(
  { subject, paragraphs, rows, action, closing }: Filled,
  { brand, locale }: { brand: string; locale: string },
): string {
  const list =
    rows.length > 0 ? `<ul>${rows.map((each) => `<li>${escapeHtml(each)}</li>`).join("\n")}</ul>` : "";
  const small = "color:#5b6470;font-size:13px;line-height:20px";
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#14181d;color:#ffffff;text-decoration:none;padding:10px 16px;border-radius:6px;display:inline-block">${escapeHtml(action.label)}</a></p>`
    : "";
  const link = action
    ? `<p style="${small};word-break:break-all"><a href="${escapeHtml(action.url)}" style="color:#5b6470">${escapeHtml(action.url)}</a></p>`
    : "";
  return `<!doctype html>
<html lang="${escapeHtml(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f6f7f8;color:#14181d;font-family:system-ui,sans-serif;font-size:15px;line-height:24px">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e2e5e9;border-radius:8px">
<p style="margin:0 0 24px;font-weight:600">${escapeHtml(brand)}</p>
${paragraphs.map((each) => `<p>${escapeHtml(each)}</p>`).join("\n")}
${list}
${button}
${closing.map((each) => `<p style="${small}">${escapeHtml(each)}</p>`).join("\n")}
${link}
</div></body></html>
`;
}
