/** Joins class names. Parts of a component never contradict each other, so nothing needs merging at run time. */
export { clsx as cx } from "clsx";
