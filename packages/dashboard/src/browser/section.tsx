// The frame of every part of the page: a heading, the note under it, and parts that open on demand.
import type { ComponentChildren } from "preact";
import { Markup } from "./markup.tsx";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly children?: ComponentChildren;
}

export const Section = ({ id, title, note, children }: SectionProps): ComponentChildren => (
  <section id={id} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>{title}</h2>
    {note !== undefined && (
      <p class="note">
        <Markup text={note} />
      </p>
    )}
    {children}
  </section>
);

interface FoldedProps {
  readonly summary: string;
  readonly open?: boolean;
  readonly children?: ComponentChildren;
}

export const Folded = ({ summary, open = false, children }: FoldedProps): ComponentChildren => (
  <details open={open}>
    <summary>{summary}</summary>
    {children}
  </details>
);
