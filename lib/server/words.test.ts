import { describe, expect, it } from "vitest";
import { createFirewallSetInput } from "@/lib/contracts/firewall";
import { changePasswordInput, signUpInput } from "@/lib/contracts/identity";
import { DomainError } from "@/lib/domain/errors";
import { inputSentences, refusalSentence, unexpectedSentence } from "./words";

const problems = (input: unknown) => {
  const parsed = signUpInput.safeParse(input, { reportInput: true });
  return parsed.success ? {} : inputSentences(parsed.error.issues, "en");
};

describe("the sentence of a problem", () => {
  it("names each field and says what to do", () => {
    expect(problems({ name: " ", email: "dana", password: "short" })).toEqual({
      name: "Tell us what to call you.",
      email: "This is not an e-mail address. It looks like name@example.com.",
      password: "This has fewer than 10 characters.",
    });
    expect(problems({})).toEqual({
      name: "Tell us what to call you.",
      email: "Fill this in.",
      password: "Enter your password.",
    });
    expect(Object.keys(problems({ name: "D", email: "d@example.com", password: "x".repeat(201) }))).toEqual([
      "password",
    ]);
    expect(
      changePasswordInput.safeParse({ currentPassword: "a", newPassword: "long enough it is" }).success,
    ).toBe(true);
  });

  it("says what a schema knows besides, in the sentence", () => {
    const rules = [{ protocol: "tcp", ports: "22", sources: "10.0.0.7/8" }];
    const parsed = createFirewallSetInput.safeParse({ name: "office", rules });
    expect(inputSentences(parsed.error?.issues ?? [], "en")).toEqual({
      "rules.0.sources": "“10.0.0.7/8” is not the beginning of a block. The block around it is 10.0.0.0/8.",
    });
  });

  it("says when to try again, and names the number of a failure", () => {
    expect(refusalSentence(new DomainError("rate_limited", { seconds: "754" }), "en")).toBe(
      "Too many tries. Try again in 12 minutes 34 seconds.",
    );
    expect(
      refusalSentence(new DomainError("invalid_input", { reason: "password_common" }, "password"), "en"),
    ).toContain("among the first");
    expect(unexpectedSentence("abc123", "en")).toContain("abc123");
  });
});
