/** The head of a page: where it is, its one h1, what it is for, and its actions. `Section`: an h2 with its content. */
import type { ReactNode } from "react";
import { cx } from "./cx";

export function PageHeader(props: {
  title: ReactNode;
  text?: ReactNode;
  breadcrumbs?: ReactNode;
  /** Beside the title: a state pill. */
  beside?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6">
      {props.breadcrumbs}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-2xl leading-8 font-semibold tracking-tight">{props.title}</h1>
            {props.beside}
          </div>
          {props.text ? <p className="mt-1 max-w-text text-muted">{props.text}</p> : null}
        </div>
        {props.actions ? <div className="flex flex-wrap items-center gap-2">{props.actions}</div> : null}
      </div>
    </header>
  );
}

export function Section(props: {
  title: ReactNode;
  text?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  id?: string | undefined;
  className?: string | undefined;
}) {
  return (
    <section id={props.id} className={cx("mb-8", props.className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-base leading-6 font-semibold">{props.title}</h2>
          {props.text ? <p className="max-w-text text-muted">{props.text}</p> : null}
        </div>
        {props.actions ? <div className="flex flex-wrap items-center gap-2">{props.actions}</div> : null}
      </div>
      {props.children}
    </section>
  );
}
