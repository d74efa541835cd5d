/** Which parts of the outside world this product brings along itself. */
export type Embedded = { database: boolean; payments: boolean; compute: boolean; mail: boolean };

type Mixable = {
  host: string;
  stripe: { secretKey: string } | null;
  mailFrom: string | null;
};

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

/**
 * What a demonstration must never be beside. Real money never stands beside a simulated machine or a throw-away
 * database, and a product with public sign-ins is never reachable from outside. Null when all is well.
 */
export function refuseMixedSettings(
  settings: Mixable,
  embedded: Embedded,
): { variable: string; sentence: string } | null {
  const sandboxes = Object.entries({
    DATABASE_URL: embedded.database,
    REGIONS: embedded.compute,
    SMTP_URL: embedded.mail,
  }).flatMap(([variable, missing]) => (missing ? [variable] : []));
  if (settings.stripe && /^[rs]k_live_/.test(settings.stripe.secretKey) && sandboxes.length > 0)
    return {
      variable: "STRIPE_SECRET_KEY",
      sentence: `is a live key, but parts of this product are simulated; set ${sandboxes.join(", ")} too, or use a test key.`,
    };
  const demonstration = embedded.database && embedded.payments && embedded.compute;
  if (demonstration && !LOOPBACK.includes(settings.host))
    return {
      variable: "HOST",
      sentence: `is ${settings.host}, but the demonstration has public sign-ins and is served on 127.0.0.1 only; set DATABASE_URL, STRIPE_SECRET_KEY and REGIONS to go live.`,
    };
  if (!embedded.mail && settings.mailFrom === null)
    return { variable: "MAIL_FROM", sentence: "is missing beside SMTP_URL: mails need a sender." };
  return null;
}
