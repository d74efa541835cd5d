import { describe, expect, it } from "vitest";
import { getty } from "./getty";

const console = () => getty({ hostname: "lab", name: "Ubuntu 24.04" });

describe("the sign-in of a console", () => {
  it("introduces itself to whoever presses Enter", () => {
    expect(console()("\r")).toBe("\r\n\r\nUbuntu 24.04 lab console\r\n\r\nlab login: ");
  });

  it("asks for a password, shows none of it, and lets nobody in", () => {
    const type = console();
    expect(type("roX\x7fot\r")).toBe("roX\b \bot\r\nPassword: ");
    expect(type("secret")).toBe("");
    expect(type("\r")).toBe("\r\n\r\nLogin incorrect\r\nlab login: ");
    expect(type("\x7f\x01")).toBe("");
  });
});
