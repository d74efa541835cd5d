import { randomBytes } from "node:crypto";

/** What whoever comes with the token is trusted as. */
export type Guest = { name: string; restricted: boolean; projects: string[] };
type Token = { guest: Guest; used: () => void };

/** Tokens with which a client joins without the trust password, each good for one. They live as long as the process. */
export class JoinTokens {
  private readonly bySecret = new Map<string, Token>();

  /** `over` resolves when it was used or taken back. */
  give(guest: Guest): { secret: string; over: Promise<void>; revoke: () => void } {
    const secret = randomBytes(32).toString("hex");
    const over = new Promise<void>((used) => this.bySecret.set(secret, { guest, used }));
    return { secret, over, revoke: () => this.end(secret) };
  }

  /** Whom the token that was typed admits; null: nobody. It is used up by that. */
  take(typed: string): Guest | null {
    const secret = secretOf(typed);
    const token = secret === null ? undefined : this.bySecret.get(secret);
    if (secret === null || !token) return null;
    this.end(secret);
    return token.guest;
  }

  close(): void {
    for (const secret of this.bySecret.keys()) this.end(secret);
  }

  private end(secret: string): void {
    this.bySecret.get(secret)?.used();
    this.bySecret.delete(secret);
  }
}

/** The client sends the whole of it: base64 of a JSON object with the secret in it. */
function secretOf(token: string): string | null {
  try {
    const { secret } = JSON.parse(Buffer.from(token, "base64").toString()) as { secret?: unknown };
    return typeof secret === "string" ? secret : null;
  } catch {
    return null;
  }
}
