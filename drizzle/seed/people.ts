/** The demonstration's three sign-ins, and the customer's account. Data only. */
export const demonstrationPassword = "wattsecond";

export const people = [
  { email: "dev@example.com", name: "Dana Reyes", staffRole: null },
  { email: "support@example.com", name: "Sam Okafor", staffRole: "support" },
  { email: "admin@example.com", name: "Ada Lindqvist", staffRole: "admin" },
] as const;

export const customerAccount = { name: "Reyes Lab", currency: "USD" } as const;
