"use client";
// Stands in for the root layout when that fails, so it brings its own words and style.
import { MessagesProvider } from "@/components/i18n/provider";
import { FailurePage } from "@/components/shell/failure-page";
import { errors } from "@/lib/i18n/en/errors";
import "./globals.css";

const AREAS = { errors };

export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en">
      <body className="flex flex-col font-sans antialiased">
        <title>{errors.errorTitle}</title>
        <MessagesProvider areas={AREAS}>
          <FailurePage digest={error.digest} retry={retry} />
        </MessagesProvider>
      </body>
    </html>
  );
}
