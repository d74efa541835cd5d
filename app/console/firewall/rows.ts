import type { FormAction } from "@/components/ui/form";
import { changeRows, ROWS } from "@/lib/contracts/firewall-rows";
import { formInput, typedValues } from "@/lib/server/form-input";

/** A post of one of the buttons that change rows saves nothing: the form comes back with other rows. */
export const withRows =
  <T>(save: FormAction<T>): FormAction<T> =>
  async (previous, form) => {
    const change = form.get(ROWS);
    if (typeof change !== "string") return save(previous, form);
    const values = changeRows(typedValues(formInput(form)), change);
    return { ok: false, code: ROWS, message: "", values };
  };
