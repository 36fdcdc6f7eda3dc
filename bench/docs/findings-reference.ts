// Renders docs/findings.md from the catalogue of findings.
import { CATALOGUE, type Severity } from "@fairhare/findings";

const SEVERITIES: readonly (readonly [Severity, string])[] = [
  ["error", "Evidence is missing or contradicts itself. The verdict of the run is `unknown`."],
  ["warning", "A number of the run does not mean what it seems to mean."],
  ["info", "An expected effect of the plan that a reader has to know."],
];

export function findingsReference(): string {
  const sections = SEVERITIES.map(([severity, introduction]) => {
    const entries = Object.entries(CATALOGUE).filter(([, definition]) => definition.severity === severity);
    const blocks = entries.map(
      ([code, { meaning, action }]) => `### \`${code}\`\n\n${meaning} **What to do:** ${action}`,
    );
    return `## ${severity}\n\n${introduction}\n\n${blocks.join("\n\n")}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Findings

A finding is a fact that a reader must know before trusting the numbers of a run. results.json stores it as data in
\`findings[]\` of the run: \`{ "code", "severity", "values" }\`. Scripts match the code: its meaning never changes. The
same findings as sentences are in \`warnings[]\`; the wording may change.

This page is generated from the source.
`;
