import type { Metadata } from "next";
import { LegalPage } from "@/components/site/legal-page";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

const words = messages(DEFAULT_LOCALE).legal;

export const metadata: Metadata = { title: words.privacy.title, description: words.privacy.description };

export default function Page() {
  return (
    <LegalPage
      title={words.privacy.title}
      notice={{ title: words.placeholder, text: words.placeholderText }}
      points={words.privacy.points}
    />
  );
}
