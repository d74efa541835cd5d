/**
 * `notify.success("Renamed")`: a short word in the corner about what just happened, with an undo at most. Nothing that is
 * needed may stand only here. The library is fetched at the first toast; `<Toaster>` stands in the shells.
 */
type Options = { description?: string; action?: { label: string; onClick: () => void } };
type Kind = "success" | "error" | "info";

export const TOASTER_WANTED = "toaster-wanted";

async function show(kind: Kind, text: string, options?: Options) {
  window.dispatchEvent(new Event(TOASTER_WANTED));
  const { toast } = await import("sonner");
  toast[kind](text, options);
}

export const notify = {
  success: (text: string, options?: Options) => void show("success", text, options),
  error: (text: string, options?: Options) => void show("error", text, options),
  info: (text: string, options?: Options) => void show("info", text, options),
};
