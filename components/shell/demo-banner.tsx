/** Says on every page that nothing here is real, while payments or machines are embedded. */
export function DemoBanner(props: { label: string; text: string }) {
  return (
    <aside
      aria-label={props.label}
      className="border-b border-attention-line bg-attention-soft px-4 py-1 text-center text-xs text-ink"
    >
      <span aria-hidden className="mr-1.5 text-attention">
        ◆
      </span>
      {props.text}
    </aside>
  );
}
