import { describe, expect, it } from "vitest";
import { mails } from "@/lib/i18n/en/mails";
import { renderMail } from "./mail";

const render = (template: string, params: Record<string, string>) =>
  renderMail({ template, params, locale: "en", brand: "Wattsecond" });

describe("a mail", () => {
  it("says the same in text and HTML, and carries its link in both", () => {
    const url = "https://cloud.example.com/confirm-email?token=abc";
    const mail = render("confirm_email", { name: "Dana", url });
    expect(mail.subject).toBe("Confirm your e-mail address · Wattsecond");
    expect(mail.text).toContain("Hello Dana,");
    expect(mail.text).toContain(`\n${url}\n`);
    expect(mail.html).toContain("Hello Dana,");
    expect(mail.html).toContain(`href="${url}"`);
  });

  it("treats names as data: no markup, no placeholders, no second subject line", () => {
    const name = `<img src=x onerror="alert(1)"> {url}`;
    const mail = render("confirm_email", { name, url: "https://a.example/?a=1&b=2" });
    expect(mail.html).not.toContain("<img");
    expect(mail.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; {url}");
    expect(mail.html).toContain("?a=1&amp;b=2");
    expect(
      renderMail({ template: "confirm_email", params: {}, locale: "en", brand: "A\r\nBcc: b" }).subject,
    ).not.toMatch(/[\r\n]/);
  });

  it("exists for every template", () => {
    for (const template of Object.keys(mails)) expect(render(template, {}).text).not.toBe("");
    expect(() => render("nothing", {})).toThrow('no mail template "nothing"');
  });
});
