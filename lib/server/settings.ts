import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { DEFAULT_BRAND } from "@/lib/format/brand";
import { type Embedded, refuseMixedSettings } from "./embedded";
import { notebooksProblem } from "./notebooks/address";

/** A setting that cannot be used. The message is one sentence that begins with the variable's name. */
export class SettingsError extends Error {
  constructor(
    readonly variable: string,
    sentence: string,
  ) {
    super(`${variable} ${sentence}`);
    this.name = "SettingsError";
  }
}

const port = z.coerce.number("must be a port number").int("must be a whole number").min(1).max(65_535);
const text = z.string().trim().min(1, "must not be empty");

function address(protocols: readonly string[], example: string) {
  return text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be an address like ${example}`,
  );
}

const json = text.transform((value, context) => {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
});

/** Every setting of the operator, by its variable. README's table is made from the same list. */
const schema = z.object({
  PORT: port.default(3000),
  HOST: text.default("127.0.0.1"),
  WATTSECOND_DATA: text.default(".data"),
  DATABASE_URL: address(["postgres:", "postgresql:"], "postgres://user:password@host:5432/name").optional(),
  DATABASE_POOL_SIZE: z.coerce.number("must be a number").int().min(2).max(200).default(20),
  STRIPE_SECRET_KEY: text
    .regex(/^(sk|rk)_(test|live)_\w+$/, "must be a Stripe secret key (sk_test_… or sk_live_…)")
    .optional(),
  STRIPE_WEBHOOK_SECRET: text.regex(/^whsec_\w+$/, "must be a webhook signing secret (whsec_…)").optional(),
  STRIPE_API_BASE: address(["http:", "https:"], "https://api.stripe.com").default("https://api.stripe.com"),
  REGIONS: json
    .pipe(
      z
        // None is a beginning too: the operator adds them on the fleet page.
        .record(
          z.string().regex(/^[a-z0-9-]{1,32}$/),
          z.string().refine(isAbsolute),
          'must map region codes to absolute folders, like {"samara":"/var/lib/incus"}',
        ),
    )
    .optional(),
  SSH_FORWARDS: json
    .pipe(
      z.record(
        z.string(),
        z.string().regex(/^([\d.:a-fA-F]+|host)@\d{1,5}-\d{1,5}$/),
        'must map region codes to an IP address (or "host") and ports, like {"samara":"203.0.113.5@22000-22999"}',
      ),
    )
    .default({}),
  SMTP_URL: address(["smtp:", "smtps:"], "smtp://user:password@host:587").optional(),
  MAIL_FROM: text.optional(),
  NEXTAUTH_URL: address(["http:", "https:"], "https://cloud.example.com").optional(),
  NOTEBOOKS_URL: text.optional(),
  NOTEBOOKS_PORT: port.optional(),
  NEXTAUTH_SECRET: text.min(32, "must have at least 32 characters").optional(),
  BRAND_NAME: text.max(40, "must have at most 40 characters").default(DEFAULT_BRAND),
  DEPLOYMENT_ID: text
    .regex(/^[a-z0-9-]{3,40}$/, "must be 3 to 40 small letters, digits and hyphens")
    .optional(),
  POLICIES: json
    .pipe(z.record(z.string(), z.unknown(), 'must be an object, like {"minimumRunwaySeconds":600}'))
    .default({}),
  WATTSECOND_EMBEDDED: text.optional(),
});

export type Settings = {
  port: number;
  host: string;
  /** Absolute. */
  dataFolder: string;
  databaseUrl: string | null;
  databasePoolSize: number;
  stripe: { secretKey: string; webhookSecret: string; apiBase: string } | null;
  /** Region code → folder that holds the cluster's `unix.socket`. */
  regions: Readonly<Record<string, string>> | null;
  /** Region code → `address@first-last` on which its hosts forward to machines' SSH; others are reached directly. */
  sshForwards: Readonly<Record<string, string>>;
  smtpUrl: string | null;
  mailFrom: string | null;
  publicUrl: string | null;
  authSecret: string | null;
  /** Where instances' notebooks are, and the port on which we serve them; null: they are off. */
  notebooks: { url: string; port: number } | null;
  brand: string;
  deploymentId: string | null;
  /** Overrides of the default policies, not yet read. */
  policies: Readonly<Record<string, unknown>>;
  embedded: Embedded;
  /** True only while database, payments and compute are all embedded: nothing here is real. */
  demonstration: boolean;
};

/**
 * Reads and checks every setting. `embedded` says which parts this product brings along; without it (at the start,
 * before anything runs) they are those that the operator did not configure. Throws `SettingsError`.
 */
export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  // An empty variable in a shell or a unit file means "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(String(issue?.path[0] ?? "Settings"), `${issue?.message ?? "cannot be used"}.`);
  }
  const values = parsed.data;
  const settings = {
    port: values.PORT,
    host: values.HOST,
    dataFolder: resolve(values.WATTSECOND_DATA),
    databaseUrl: values.DATABASE_URL ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    stripe: stripeSettings(values),
    regions: values.REGIONS ?? null,
    sshForwards: values.SSH_FORWARDS,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? null,
    publicUrl: values.NEXTAUTH_URL?.replace(/\/+$/, "") ?? null,
    authSecret: values.NEXTAUTH_SECRET ?? null,
    notebooks: notebookSettings(values),
    brand: values.BRAND_NAME,
    deploymentId: values.DEPLOYMENT_ID ?? null,
    policies: values.POLICIES,
  };
  const embedded: Embedded =
    values.WATTSECOND_EMBEDDED === undefined
      ? {
          database: settings.databaseUrl === null,
          payments: settings.stripe === null,
          compute: settings.regions === null,
          mail: settings.smtpUrl === null,
        }
      : embeddedFrom(values.WATTSECOND_EMBEDDED);
  const complaint = refuseMixedSettings(settings, embedded);
  if (complaint) throw new SettingsError(complaint.variable, complaint.sentence);
  return { ...settings, embedded, demonstration: embedded.database && embedded.payments && embedded.compute };
}

function stripeSettings(values: z.infer<typeof schema>): Settings["stripe"] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = values;
  if (secretKey === undefined && webhookSecret === undefined) return null;
  if (secretKey === undefined)
    throw new SettingsError("STRIPE_SECRET_KEY", "is missing beside STRIPE_WEBHOOK_SECRET.");
  if (webhookSecret === undefined)
    throw new SettingsError("STRIPE_WEBHOOK_SECRET", "is missing beside STRIPE_SECRET_KEY.");
  return { secretKey, webhookSecret, apiBase: values.STRIPE_API_BASE };
}

function notebookSettings(values: z.infer<typeof schema>): Settings["notebooks"] {
  const { NOTEBOOKS_URL: url, NOTEBOOKS_PORT: port, NEXTAUTH_URL, PORT } = values;
  if (url === undefined && port === undefined) return null;
  if (url === undefined) throw new SettingsError("NOTEBOOKS_URL", "is missing beside NOTEBOOKS_PORT.");
  if (port === undefined) throw new SettingsError("NOTEBOOKS_PORT", "is missing beside NOTEBOOKS_URL.");
  if (port === PORT) throw new SettingsError("NOTEBOOKS_PORT", "must be another port than PORT.");
  const problem = notebooksProblem(url, NEXTAUTH_URL ?? `http://127.0.0.1:${PORT}`);
  if (problem !== null) throw new SettingsError("NOTEBOOKS_URL", `${problem}.`);
  return { url: url.replace(/\/+$/, ""), port };
}

function embeddedFrom(list: string): Embedded {
  const names = new Set(list.split(","));
  return {
    database: names.has("database"),
    payments: names.has("payments"),
    compute: names.has("compute"),
    mail: names.has("mail"),
  };
}
