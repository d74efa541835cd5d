/** The first stop of the keyboard on every page; `<main id="content">` is where it leads. */
export function SkipLink(props: { text: string }) {
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-md bg-accent-fill px-4 py-2 font-medium text-on-fill focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {props.text}
    </a>
  );
}
