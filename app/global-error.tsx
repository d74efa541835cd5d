"use client";
import { errors } from "@/lib/i18n/en/errors";
// Stands in for the root layout when that fails, so it brings its own words and style. Every page carries this in its
// scripts: plain elements, no components.
import { say } from "@/lib/i18n/say";
import "./globals.css";

export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="en">
      <body className="font-sans antialiased">
        <title>{errors.errorTitle}</title>
        <main className="mx-auto flex min-h-dvh max-w-text flex-col items-start justify-center px-6 py-16">
          <h1 className="text-2xl font-semibold">{errors.errorTitle}</h1>
          <p className="mt-2 text-muted">{errors.errorText}</p>
          {error.digest ? <p className="figures mt-3">{say(errors.errorId, { id: error.digest })}</p> : null}
          <button type="button" onClick={retry} className="mt-6 rounded-md border border-edge px-4 py-2">
            {errors.retry}
          </button>
        </main>
      </body>
    </html>
  );
}
