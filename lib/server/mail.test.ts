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

  it("lists its rows, in text and HTML, and treats them as data too", () => {
    const rows = [
      { volume: "data", gib: "10", nextHour: "2 USD", nowHour: "1 USD" },
      { volume: "<b>", gib: "20", nextHour: "4 USD", nowHour: "2 USD" },
    ];
    const params = { region: "Oslo", at: "noon", next: "3 USD" };
    const input = { template: "volume_price_announced", params, locale: "en", brand: "Wattsecond" };
    const mail = renderMail({ ...input, rows });
    expect(mail.text).toContain(
      "\n- data (10 GiB): 2 USD per hour instead of 1 USD\n- <b> (20 GiB): 4 USD per hour instead of 2 USD\n",
    );
    expect(mail.html).toContain("<li>data (10 GiB): 2 USD per hour instead of 1 USD</li>");
    expect(mail.html).toContain("<li>&lt;b&gt; (20 GiB)");
    expect(renderMail(input).html).not.toContain("<ul>");
  });

  it("has a line for each kind of row", () => {
    const row = { instance: "box", type: "A100", region: "Oslo", now: "1 USD", next: "2 USD" };
    const rows = [
      { ...row, kind: "run" },
      { ...row, kind: "disk" },
    ];
    const input = { template: "instance_prices_announced", params: { at: "noon" }, locale: "en", brand: "W" };
    expect(renderMail({ ...input, rows }).text).toContain(
      "\n- box (A100, Oslo), while it runs: 1 USD per hour now, 2 USD from noon on\n- box (A100, Oslo), its disk while it is stopped: 1 USD per hour now, 2 USD from noon on\n",
    );
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
