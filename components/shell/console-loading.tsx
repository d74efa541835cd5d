/** The place of a console page that is being read: for loading.tsx files. */
import { PageSkeleton } from "@/components/ui/skeleton";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

export function ConsoleLoading() {
  return <PageSkeleton label={messages(DEFAULT_LOCALE).ui.loading} />;
}
