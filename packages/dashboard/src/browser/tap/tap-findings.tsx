// The findings of the tap, the newest first, with the time since when each holds.
import { type LoggedFinding, observedWords } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import { Card } from "../findings.tsx";
import { Folded, Section } from "../section.tsx";

interface TapFindingsProps {
  readonly findings: readonly LoggedFinding[];
  readonly isEnded: boolean;
}

export function TapFindings({ findings, isEnded }: TapFindingsProps): ComponentChildren {
  const current = findings.filter(({ untilMs }) => untilMs === null);
  const past = findings.filter(({ untilMs }) => untilMs !== null);
  return (
    <Section id="findings" title="Findings">
      {current.length === 0 ? (
        <p class="note">{isEnded ? "None." : "None so far."}</p>
      ) : (
        <ul class="cards" aria-live="polite">
          {current.map(cardOf)}
        </ul>
      )}
      {past.length > 0 && (
        <Folded summary={`${past.length} earlier, no longer true`}>
          <ul class="cards">{past.map(cardOf)}</ul>
        </Folded>
      )}
    </Section>
  );
}

const cardOf = ({ code, severity, sentence, action, sinceMs, untilMs }: LoggedFinding): ComponentChildren => (
  <Card line={{ code, severity, sentence, action, where: whenWords(sinceMs, untilMs) }} />
);

const whenWords = (sinceMs: number, untilMs: number | null): string =>
  untilMs === null ? `since ${observedWords(sinceMs)}` : `${observedWords(sinceMs)} to ${observedWords(untilMs)}`;
