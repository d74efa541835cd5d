import { expect, it } from "vitest";
import { formInput, typedValues } from "./form-input";

it("makes an object of a form, with lists of repeated names, and gives no secret back", () => {
  const form = new FormData();
  form.append("$ACTION_ID_1", "x");
  form.append("email", "dana@example.com");
  form.append("keys", "a");
  form.append("keys", "b");
  form.append("newPassword", "secret words");
  const input = formInput(form);
  expect(input).toEqual({ email: "dana@example.com", keys: ["a", "b"], newPassword: "secret words" });
  expect(typedValues(input)).toEqual({ email: "dana@example.com" });
});
