/** Text as it stands, or the name of a variable whose value is known only when the command's turn comes. */
type Piece = string | { variable: string };
export type Command = {
  words: Piece[][];
  after: ";" | "&&" | "||";
  /** Where the output goes instead: the word that follows `>` or `>>`. */
  into?: { append: boolean; path: Piece[] };
};

/**
 * Splits a line into commands and words: quotes, backslashes, variables, `>`, `>>` and `;`, `&&`, `||`.
 * Answers with a sentence when the line needs a real shell.
 */
export function parseLine(line: string): Command[] | string {
  const commands: Command[] = [{ words: [], after: ";" }];
  let word: Piece[] | null = null;
  let quote = "";
  const add = (piece: Piece) => {
    word = [...(word ?? []), piece];
  };
  let into: Command["into"] | null = null;
  const push = () => {
    const command = commands.at(-1);
    if (word === null || !command) return;
    if (into) command.into = { ...into, path: word };
    else command.words.push(word);
    into = null;
    word = null;
  };
  for (const [token] of line.matchAll(/\\[\s\S]|>>|&&|\|\||\$(?:\w+|\{\w+\}|\?)|[\s\S]/gu)) {
    const variable = /^\$./.test(token) && quote !== "'";
    if (quote && token === quote) quote = "";
    else if (variable) add({ variable: token.replace(/[${}]/g, "") });
    else if (quote) add(quote === '"' && /^\\["\\$]/.test(token) ? token.slice(1) : token);
    else if (token === "'" || token === '"') {
      quote = token;
      add("");
    } else if (/^\s$/.test(token)) push();
    else if (token === "#" && word === null) break;
    else if (token === ";" || token === "&&" || token === "||") {
      push();
      if (into) break;
      commands.push({ words: [], after: token });
    } else if (token === ">" || token === ">>") {
      push();
      into = { append: token === ">>", path: [] };
    } else if ("|<&`".includes(token)) {
      return "pipes, input from files and jobs are not part of this simulated shell";
    } else add(/^\\./.test(token) ? token.slice(1) : token);
  }
  push();
  if (into) return "a file's name is missing after >";
  return quote ? "a quotation mark is not closed" : commands;
}
