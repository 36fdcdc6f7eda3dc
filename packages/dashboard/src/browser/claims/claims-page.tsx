// The page of the claims report: all verdicts first, then each claim with its numbers and the commands that repeat it.
import type { ClaimsDocument } from "@fairhare/claims";
import type { ComponentChildren } from "preact";
import { DocumentHeader, EnvironmentSection } from "../document-parts.tsx";
import { Markup } from "../markup.tsx";
import { Section } from "../section.tsx";
import { useColours } from "../theme.tsx";
import { ClaimsSummary } from "./claims-summary.tsx";
import { ClaimSection } from "./claim-section.tsx";

export function ClaimsPage({ claims }: { readonly claims: ClaimsDocument }): ComponentChildren {
  useColours();
  const { title, sentence, about, notCovered, reading, environment, command } = claims;
  return (
    <>
      <DocumentHeader title={title} about={about} />
      <main>
        <section id="verdict" aria-label="Verdicts" class={`verdict ${classOf(claims)}`}>
          <p class="badge">{sentence}</p>
          {notCovered !== null && <p>{notCovered}</p>}
        </section>
        <Section id="claims" title="All claims" note="✓ the verdict is the expected one, ✗ it is not, ? there is none.">
          <ClaimsSummary claims={claims} />
        </Section>
        {claims.claims.map((claim) => (
          <ClaimSection claim={claim} />
        ))}
        <Section id="method" title="How to read this">
          {reading.map((text) => (
            <p>
              <Markup text={text} />
            </p>
          ))}
        </Section>
        <EnvironmentSection environment={environment} command={command} />
      </main>
    </>
  );
}

/** The colour of the whole report: that of the worst claim. */
function classOf({ claims }: ClaimsDocument): "pass" | "fail" | "unknown" {
  const odd = claims.filter(({ isAsExpected }) => !isAsExpected);
  if (odd.length === 0) return "pass";
  return odd.every(({ verdict }) => verdict === "unknown") ? "unknown" : "fail";
}
