import { readSettings, type Settings, SettingsError } from "./settings";

/** The settings of a running process of the product: nothing that it needs is missing. */
export type Environment = Settings & {
  databaseUrl: string;
  stripe: NonNullable<Settings["stripe"]>;
  regions: NonNullable<Settings["regions"]>;
  smtpUrl: string;
  mailFrom: string;
  publicUrl: string;
  authSecret: string;
  deploymentId: string;
};

function need<T>(variable: string, value: T | null): T {
  if (value === null)
    throw new SettingsError(variable, "is not set: set it, or use npm start, which brings what is missing.");
  return value;
}

function read(): Environment {
  const settings = readSettings(process.env);
  return {
    ...settings,
    databaseUrl: need("DATABASE_URL", settings.databaseUrl),
    stripe: need("STRIPE_SECRET_KEY", settings.stripe),
    regions: need("REGIONS", settings.regions),
    smtpUrl: need("SMTP_URL", settings.smtpUrl),
    mailFrom: need("MAIL_FROM", settings.mailFrom),
    publicUrl: need("NEXTAUTH_URL", settings.publicUrl),
    authSecret: need("NEXTAUTH_SECRET", settings.authSecret),
    deploymentId: need("DEPLOYMENT_ID", settings.deploymentId),
  };
}

let known: Environment | undefined;

/** The settings, checked at the first call, so that a build needs none. Throws `SettingsError`. */
export function env(): Environment {
  known ??= read();
  return known;
}

/** The settings, or one clear sentence on standard error and the end of the process. For entry points. */
export function envOrExit(): Environment {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
