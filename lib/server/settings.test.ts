import { describe, expect, it } from "vitest";
import { readSettings, SettingsError } from "./settings";

const live = {
  DATABASE_URL: "postgres://app@db.example.com/wattsecond",
  STRIPE_SECRET_KEY: "sk_live_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_abc",
  REGIONS: '{"samara":"/var/lib/incus"}',
  SMTP_URL: "smtp://mail.example.com",
  MAIL_FROM: "Cloud <cloud@example.com>",
};

describe("readSettings", () => {
  it("makes a demonstration out of nothing", () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({ port: 3000, host: "127.0.0.1", demonstration: true });
    expect(settings.embedded).toEqual({ database: true, payments: true, compute: true, mail: true });
  });

  it("takes an empty variable as not set", () => {
    expect(readSettings({ PORT: "", DATABASE_URL: " " })).toMatchObject({ port: 3000, databaseUrl: null });
  });

  it("goes live only with everything configured", () => {
    const settings = readSettings({ ...live, HOST: "0.0.0.0" });
    expect(settings.demonstration).toBe(false);
    expect(settings.regions).toEqual({ samara: "/var/lib/incus" });
  });

  it("serves notebooks where they are told to be, and otherwise not", () => {
    expect(readSettings({}).notebooks).toBeNull();
    const given = { NOTEBOOKS_URL: "https://*.notebooks.example.net/", NOTEBOOKS_PORT: "3001" };
    expect(readSettings({ ...live, ...given, NEXTAUTH_URL: "https://cloud.example.com" }).notebooks).toEqual({
      url: "https://*.notebooks.example.net",
      port: 3001,
    });
  });

  it("takes no region at all for a beginning: they are added on the fleet page", () => {
    const { regions, embedded } = readSettings({ REGIONS: "{}" });
    expect(regions).toEqual({});
    expect(embedded.compute).toBe(false);
  });

  it.each([
    ["PORT", { PORT: "80a" }],
    ["PORT", { PORT: "70000" }],
    ["DATABASE_URL", { DATABASE_URL: "db.example.com" }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "pk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" }],
    ["STRIPE_WEBHOOK_SECRET", { STRIPE_SECRET_KEY: "sk_test_1" }],
    ["REGIONS", { REGIONS: "samara" }],
    ["REGIONS", { REGIONS: '{"samara":"relative"}' }],
    ["MAIL_FROM", { SMTP_URL: "smtp://mail.example.com" }],
    ["NEXTAUTH_SECRET", { NEXTAUTH_SECRET: "short" }],
    ["NOTEBOOKS_URL", { NOTEBOOKS_PORT: "3001" }],
    ["NOTEBOOKS_PORT", { NOTEBOOKS_URL: "https://*.notebooks.example.net" }],
    ["NOTEBOOKS_PORT", { NOTEBOOKS_URL: "https://*.notebooks.example.net", NOTEBOOKS_PORT: "3000" }],
    [
      "NOTEBOOKS_URL",
      {
        NEXTAUTH_URL: "https://cloud.example.com",
        NOTEBOOKS_URL: "https://*.nb.example.com",
        NOTEBOOKS_PORT: "1",
      },
    ],
    ["HOST", { HOST: "0.0.0.0" }],
    ["POLICIES", { POLICIES: "[1]" }],
    ["STRIPE_SECRET_KEY", { ...live, DATABASE_URL: "" }],
    ["STRIPE_SECRET_KEY", { ...live, REGIONS: "" }],
    ["STRIPE_SECRET_KEY", { ...live, SMTP_URL: "" }],
    ["STRIPE_SECRET_KEY", { ...live, STRIPE_SECRET_KEY: "rk_live_1", WATTSECOND_EMBEDDED: "compute" }],
  ])("names %s when it cannot be used: %o", (variable, source) => {
    expect(() => readSettings(source)).toThrow(SettingsError);
    expect(() => readSettings(source)).toThrow(new RegExp(`^${variable} `));
  });
});
