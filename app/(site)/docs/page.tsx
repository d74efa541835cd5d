import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";

const words = messages(DEFAULT_LOCALE).docs;

export const metadata: Metadata = { title: words.title, description: words.description };

export default function DocsPage() {
  return (
    <>
      <PageHeader title={words.title} text={words.description} />
      <div className="gap-12 lg:grid lg:grid-cols-[14rem_1fr]">
        <nav aria-label={words.contents} className="mb-8 lg:sticky lg:top-6 lg:self-start">
          <p className="mb-2 font-semibold">{words.contents}</p>
          <ul className="gap-x-6 space-y-1 max-lg:columns-2">
            {words.sections.map((section) => (
              <li key={section.id}>
                <a
                  href={`#${section.id}`}
                  className="inline-flex min-h-6 text-muted underline-offset-4 hover:text-ink hover:underline"
                >
                  {section.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <article className="max-w-text text-base leading-6">
          {words.sections.map((section) => (
            <section key={section.id} id={section.id} className="mb-10">
              <h2 className="mb-3 text-lg font-semibold">{section.title}</h2>
              {section.paragraphs.map((paragraph) => (
                <p key={paragraph} className="mb-3">
                  {paragraph}
                </p>
              ))}
            </section>
          ))}
        </article>
      </div>
    </>
  );
}
