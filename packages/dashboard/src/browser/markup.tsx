// Shows the little Markdown that sentences of the report contain: `code`, **bold** and *emphasis*.
import type { ComponentChildren } from "preact";

const MARKS = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/;

/** Text that has no mark passes unchanged; everything is text, never HTML. */
export const Markup = ({ text }: { readonly text: string }): ComponentChildren => text.split(MARKS).map(partOf);

const FLAGS = /(--[a-z][a-z-]*|`[^`]+`)/;

/** Plain text with `code`, whose flags are not broken at their dashes. */
export const Flags = ({ text }: { readonly text: string }): ComponentChildren =>
  text.split(FLAGS).map((part, index) => {
    if (index % 2 === 0) return part;
    return part.startsWith("`") ? <code>{part.slice(1, -1)}</code> : <span class="flag">{part}</span>;
  });

function partOf(part: string, index: number): ComponentChildren {
  if (index % 2 === 0) return part;
  if (part.startsWith("`")) return <code>{part.slice(1, -1)}</code>;
  return part.startsWith("**") ? <strong>{part.slice(2, -2)}</strong> : <em>{part.slice(1, -1)}</em>;
}
