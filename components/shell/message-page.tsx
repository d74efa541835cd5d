/** A whole page that says one thing: not found, forbidden, failed. */
import type { ReactNode } from "react";

export function MessagePage(props: {
  code: string;
  title: string;
  text: string;
  note?: ReactNode;
  actions: ReactNode;
}) {
  return (
    <main
      id="content"
      className="mx-auto flex w-full max-w-text flex-1 flex-col items-start justify-center px-6 py-16"
    >
      <p className="figures text-faint">{props.code}</p>
      <h1 className="mt-1 text-2xl leading-8 font-semibold tracking-tight">{props.title}</h1>
      <p className="mt-2 text-base text-muted">{props.text}</p>
      {props.note}
      <div className="mt-6 flex flex-wrap gap-2">{props.actions}</div>
    </main>
  );
}
