/** The place of something that is being loaded, in its later size so that nothing jumps. For loading.tsx files. */
import { cx } from "./cx";

export function Skeleton(props: { className?: string | undefined }) {
  return (
    <span
      aria-hidden
      className={cx("block animate-pulse rounded-md bg-inset", props.className ?? "h-5 w-full")}
    />
  );
}

/** A whole page's place: title and some rows. `label` is spoken ("Loading"). */
export function PageSkeleton(props: { label: string; rows?: number | undefined }) {
  const rows = Array.from({ length: props.rows ?? 5 }, (_, row) => `row-${row}`);
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{props.label}</span>
      <Skeleton className="h-8 w-56" />
      <div className="card flex flex-col gap-3 p-4">
        {rows.map((row) => (
          <Skeleton key={row} className="h-6" />
        ))}
      </div>
    </div>
  );
}
