/** A key, or keys pressed together: `<Kbd keys={["⌘", "K"]} />`. */
export function Kbd(props: { keys: readonly string[] }) {
  return (
    <span className="inline-flex gap-1">
      {props.keys.map((key) => (
        <kbd
          key={key}
          className="figures inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-inset px-1 text-xs text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
