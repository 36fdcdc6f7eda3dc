// The table of all claims: each id leads to the section of the claim.
import type { ClaimsDocument } from "@fairhare/claims";
import type { ComponentChildren } from "preact";
import { ClaimBadge } from "./claim-section.tsx";

export const ClaimsSummary = ({
  claims: { summary, claims },
}: {
  readonly claims: ClaimsDocument;
}): ComponentChildren => (
  <div class="scroll" role="region" aria-label="Table of all claims" tabIndex={0}>
    <table class="prose">
      <thead>
        <tr>
          {summary.head.map((text) => (
            <th scope="col">{text}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {claims.map((claim, row) => {
          const [, says, , number] = summary.rows[row] ?? [];
          return (
            <tr>
              <td>
                <a href={`#${claim.id}`}>{claim.id}</a>
              </td>
              <td>{says}</td>
              <td>
                <ClaimBadge claim={claim} />
              </td>
              <td>{number}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </div>
);
