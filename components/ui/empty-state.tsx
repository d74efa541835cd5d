/** `EmptyState`: nothing here yet, what it is for, and the one thing to do. `ErrorState`: it could not be shown. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

export function EmptyState(props: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <div className="rounded-lg border border-dashed border-edge px-6 py-10 text-center">
      <p className="text-base font-semibold">{props.title}</p>
      {props.text ? <div className="mx-auto mt-1 max-w-text text-muted">{props.text}</div> : null}
      {props.action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{props.action}</div> : null}
    </div>
  );
}

export function ErrorState(props: {
  title: string;
  text?: ReactNode;
  /** The failure's number, to be quoted to support. */
  reference?: string | undefined;
  action?: ReactNode;
}) {
  return (
    <div role="alert" className="card flex flex-col items-center px-6 py-10 text-center">
      <CircleAlert aria-hidden className="mb-3 size-6 text-danger" />
      <p className="text-base font-semibold">{props.title}</p>
      {props.text ? <div className="mt-1 max-w-text text-muted">{props.text}</div> : null}
      {props.reference ? <p className="figures mt-2 text-faint">{props.reference}</p> : null}
      {props.action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{props.action}</div> : null}
    </div>
  );
}
