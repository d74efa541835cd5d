/** A sentence with elements inside: `<Rich text={m.agree} values={{ terms: <TextLink …/> }} />`. */
import { Fragment, type ReactNode } from "react";
import { sayParts } from "@/lib/i18n/say";

export function Rich(props: { text: string; values: Readonly<Record<string, ReactNode>> }) {
  return sayParts(props.text).map((part) => (
    <Fragment key={`${part.text}{${part.name}}`}>
      {part.text}
      {part.name ? props.values[part.name] : null}
    </Fragment>
  ));
}
