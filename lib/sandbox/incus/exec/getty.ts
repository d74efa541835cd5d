/**
 * The sign-in of a simulated machine's console. Nobody has a password, so nobody gets in: it asks, and refuses, as the
 * console of a cloud image does. Answers what appears on the screen for what was typed.
 */
export function getty(system: { hostname: string; name: string }): (typed: string) => string {
  const prompt = `${system.hostname} login: `;
  let user = "";
  let asking: "login" | "password" = "login";
  const key = (letter: string): string => {
    if (letter === "\r" || letter === "\n") return enter();
    if (letter === "\x7f" || letter === "\b") {
      const erased = asking === "login" && user.length > 0;
      user = user.slice(0, -1);
      return erased ? "\b \b" : "";
    }
    // Control characters, and what a password is made of, are not shown.
    if (letter < " ") return "";
    if (asking === "password") return "";
    user += letter;
    return letter;
  };
  const enter = (): string => {
    if (asking === "password") {
      asking = "login";
      return `\r\n\r\nLogin incorrect\r\n${prompt}`;
    }
    if (user === "") return `\r\n\r\n${system.name} ${system.hostname} console\r\n\r\n${prompt}`;
    user = "";
    asking = "password";
    return "\r\nPassword: ";
  };
  return (typed) => [...typed].map(key).join("");
}
