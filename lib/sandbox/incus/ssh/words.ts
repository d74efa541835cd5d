export type Command = { words: string[]; after: ";" | "&&" | "||" };

/**
 * Splits a line into commands and words: quotes, backslashes and `;`, `&&`, `||`.
 * Answers with a sentence when the line needs a real shell.
 */
export function parseLine(line: string, variable: (name: string) => string): Command[] | string {
  const commands: Command[] = [{ words: [], after: ";" }];
  let word: string | null = null;
  let quote = "";
  const push = () => {
    if (word !== null) commands.at(-1)?.words.push(word);
    word = null;
  };
  for (const [token] of line.matchAll(/\\[\s\S]|&&|\|\||\$(?:\w+|\{\w+\}|\?)|[\s\S]/gu)) {
    if (quote) {
      if (token === quote) quote = "";
      else if (quote === '"' && /^\$./.test(token)) word += variable(token.replace(/[${}]/g, ""));
      else if (quote === '"' && /^\\["\\$]/.test(token)) word += token.slice(1);
      else word += token;
    } else if (token === "'" || token === '"') {
      quote = token;
      word ??= "";
    } else if (/^\s$/.test(token)) push();
    else if (token === "#" && word === null) break;
    else if (token === ";" || token === "&&" || token === "||") {
      push();
      commands.push({ words: [], after: token });
    } else if ("|<>&`".includes(token)) {
      return "pipes, redirections and jobs are not part of this simulated shell";
    } else if (token.startsWith("\\")) word = (word ?? "") + token.slice(1);
    else if (/^\$./.test(token)) word = (word ?? "") + variable(token.replace(/[${}]/g, ""));
    else word = (word ?? "") + token;
  }
  push();
  return quote ? "a quotation mark is not closed" : commands;
}
