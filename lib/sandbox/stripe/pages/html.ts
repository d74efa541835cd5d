/** Markup that is safe to print. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | null | false | undefined | Piece[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function print(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (Array.isArray(piece)) return piece.map(print).join("");
  if (piece instanceof Html) return piece.text;
  return String(piece).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A template whose values are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: Piece[]): Html {
  return new Html(strings.map((text, index) => text + print(values[index])).join(""));
}

export type Page = { status: number; body: string } | { status: 303; location: string };

/** A redirect that a form's answer may be. */
export function redirect(location: string): Page {
  return { status: 303, location };
}
