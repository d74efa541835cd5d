/** What a browser does with the hosted pages: reads them, sends their forms, and stops at redirects. */
export type Visit = { status: number; body: string; location: string | null };

export async function visit(url: string): Promise<Visit> {
  return read(await fetch(url, { redirect: "manual" }));
}

export async function submit(url: string, fields: Record<string, string>): Promise<Visit> {
  const headers = { origin: new URL(url).origin };
  const body = new URLSearchParams(fields);
  return read(await fetch(url, { method: "POST", headers, body, redirect: "manual" }));
}

async function read(response: Response): Promise<Visit> {
  return {
    status: response.status,
    body: await response.text(),
    location: response.headers.get("location"),
  };
}

/** A filled-in card form. */
export function cardFields(number: string): Record<string, string> {
  return { method: "card", number, expiration: "12 / 40", cvc: "123", name: "Ada Lovelace" };
}
