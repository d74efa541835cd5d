/** Text as it stands, or the name of a variable whose value is known only when the command's turn comes. */
type Piece = string | { variable: string };
export type Command = { words: Piece[][]; after: ";" | "&&" | "||" };

/**
 * Splits a line into commands and words: quotes, backslashes, variables and `;`, `&&`, `||`.
 * Answers with a sentence when the line needs a real shell.
 */
export function parseLine(line: string): Command[] | string {
  const commands: Command[] = [{ words: [], after: ";" }];
  let word: Piece[] | null = null;
  let quote = "";
  const add = (piece: Piece) => {
    word = [...(word ?? []), piece];
  };
  const push = () => {
    if (word !== null) commands.at(-1)?.words.push(word);
    word = null;
  };
  for (const [token] of line.matchAll(/\\[\s\S]|&&|\|\||\$(?:\w+|\{\w+\}|\?)|[\s\S]/gu)) {
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
      commands.push({ words: [], after: token });
    } else if ("|<>&`".includes(token)) {
      return "pipes, redirections and jobs are not part of this simulated shell";
    } else add(/^\\./.test(token) ? token.slice(1) : token);
  }
  push();
  return quote ? "a quotation mark is not closed" : commands;
}
