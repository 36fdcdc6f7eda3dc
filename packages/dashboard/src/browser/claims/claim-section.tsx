// One claim: the sentence, its verdict, how it was tested, its numbers, and the commands that repeat the measurement.
import type { ClaimsDocument } from "@fairhare/claims";
import type { ComponentChildren } from "preact";
import { DataTable } from "../data-table.tsx";
import { Markup } from "../markup.tsx";

type Claim = ClaimsDocument["claims"][number];

export function ClaimSection({ claim }: { readonly claim: Claim }): ComponentChildren {
  const { id, says, unexpected, how, numbers, note, remarks, again, commands } = claim;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {id} <ClaimBadge claim={claim} />
      </h2>
      <blockquote>{says}</blockquote>
      {unexpected !== "" && <p class="bad">{unexpected}</p>}
      <p>
        <Markup text={how} />
      </p>
      {numbers !== null && <DataTable model={numbers} label={`Numbers of ${id}`} isProse />}
      {note !== null && (
        <p>
          <Markup text={note} />
        </p>
      )}
      {remarks.length > 0 && (
        <ul>
          {remarks.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      )}
      <p class="note">{again}</p>
      <pre tabIndex={0} aria-label={`Commands that repeat ${id}`}>
        {commands.join("\n")}
      </pre>
    </section>
  );
}

/** The verdict in words; the mark and the colour say whether it is the expected one. */
export const ClaimBadge = ({ claim }: { readonly claim: Claim }): ComponentChildren => (
  <span class={`claim-badge ${colourOf(claim)}`}>
    <span aria-hidden="true">{markOf(claim)}</span> {claim.verdictWords}
  </span>
);

const isOpen = ({ verdict }: Claim): boolean => verdict === "unknown" || verdict === "not-testable";

function markOf(claim: Claim): string {
  if (isOpen(claim)) return "?";
  return claim.isAsExpected ? "✓" : "✗";
}

function colourOf(claim: Claim): string {
  if (isOpen(claim)) return "doubtful";
  return claim.isAsExpected ? "good" : "bad";
}
