// The findings as cards: what was found, in which runs, what to do about it, and its code.
import { type FindingLine, findingLines } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { Flags } from "./markup.tsx";
import { Section } from "./section.tsx";

export function Findings({ results }: { readonly results: Results }): ComponentChildren {
  const lines = findingLines(results);
  if (lines.length === 0) return null;
  return (
    <Section id="findings" title="Findings">
      <ul class="cards">
        {lines.map((line) => (
          <Card line={line} />
        ))}
      </ul>
    </Section>
  );
}

export const Card = ({ line }: { readonly line: FindingLine }): ComponentChildren => (
  <li class={`card ${line.severity}`}>
    <p class="card-head">
      <strong>{line.severity}</strong>
      {line.where !== "" && <span>{line.where}</span>}
      <code>{line.code}</code>
    </p>
    <p>
      <Flags text={line.sentence} />
    </p>
    {line.action !== null && (
      <p class="action">
        <span aria-hidden="true">→</span> <Flags text={line.action} />
      </p>
    )}
  </li>
);
