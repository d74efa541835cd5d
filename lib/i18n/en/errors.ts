/** Words of the error pages and of the notice while offline. */
export const errors = {
  notFoundTitle: "This page does not exist",
  notFoundText: "The address may be mistyped, or what was here is gone.",
  forbiddenTitle: "You may not see this page",
  forbiddenText:
    "Your account does not have the right to open it. If it should, ask the owner of the account.",
  errorTitle: "Something on our side failed",
  errorText:
    "The failure is recorded. Your instances and your balance are not affected by a page that fails.",
  errorId: "Failure number {id}",
  retry: "Try again",
  home: "To the start page",
  console: "To the console",
  signInAgain: "Sign in as somebody else",
  offline: "No connection. Figures stand still until it is back; instances keep running and keep costing.",
} as const;
