// Renders docs/findings.md from the catalogue of findings.
import { CATALOGUE, type Severity } from "@fairhare/findings";

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "Errors: evidence is missing or contradictory, so the verdict of the run is `unknown`.",
  warning: "Warnings: a number of the run does not mean what it seems to mean.",
  info: "Information: an expected effect of the plan.",
};

const INTRODUCTION = `# Findings

A finding is a fact that you must know before you trust the numbers of a run. Each run in [results.json](results.md) has
\`findings[]\`, objects with \`code\`, \`severity\` and \`values\`; the report shows each finding as a sentence. Scripts can match
the codes: a code never changes its meaning. This page is generated from the source.
`;

export function findingsReference(): string {
  const sections = Object.entries(SEVERITIES).map(([severity, meaning]) => {
    const rows = Object.entries(CATALOGUE)
      .filter(([, definition]) => definition.severity === severity)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(
        ([code, definition]) => `### \`${code}\`\n\n${definition.meaning}\n\n**What to do:** ${definition.action}\n`,
      );
    const [title = ""] = meaning.split(":");
    return `## ${title}\n\n${meaning.slice(title.length + 2).replace(/^./, (letter) => letter.toUpperCase())}\n\n${rows.join("\n")}`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}
