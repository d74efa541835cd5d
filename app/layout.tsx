import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { MessagesProvider } from "@/components/i18n/provider";
import { OfflineNotice } from "@/components/shell/offline-notice";
import { DEFAULT_BRAND } from "@/lib/format/brand";
import { THEME_SCRIPT } from "@/lib/format/theme";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: DEFAULT_BRAND, template: `%s · ${DEFAULT_BRAND}` },
  applicationName: DEFAULT_BRAND,
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f7f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1012" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The script below sets data-theme before React sees the element.
    <html
      lang={DEFAULT_LOCALE}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        <script>{THEME_SCRIPT}</script>
      </head>
      <body className="flex flex-col font-sans antialiased">
        <MessagesProvider
          locale={DEFAULT_LOCALE}
          zone="UTC"
          areas={pick(messages(DEFAULT_LOCALE), "ui", "errors")}
        >
          <OfflineNotice />
          {children}
        </MessagesProvider>
      </body>
    </html>
  );
}
