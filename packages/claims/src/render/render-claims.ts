// The claims as a Markdown report: all verdicts first, then one section per claim.
import {
  type Blocks,
  bullets,
  fenced,
  inline,
  joinBlocks,
  markdownTable,
  type ReportFiles,
  type TableModel,
} from "@fairhare/report";
import type { ClaimsResults } from "../claims-results.ts";
import { type ClaimsDocument, claimsDocument } from "./claims-document.ts";

export function renderClaims(results: ClaimsResults): ReportFiles {
  const { title, sentence, about, summary, notCovered, claims, reading, environment, command } =
    claimsDocument(results);
  return [
    {
      path: "report.md",
      content: joinBlocks([
        `# ${inline(title)}`,
        `**${sentence}**`,
        about,
        markdownTable(linked(summary), { markup: [0] }),
        ...(notCovered === null ? [] : [notCovered]),
        ...claims.flatMap(claimSection),
        "## How to read this",
        ...reading,
        "## Environment",
        markdownTable(environment),
        "## Run it again",
        shell([command]),
      ]),
    },
  ];
}

/** The ids lead to the sections below. */
const linked = (summary: TableModel): TableModel => ({
  ...summary,
  rows: summary.rows.map(([id = "", ...others]) => [`[${id}](#${id.toLowerCase()})`, ...others]),
});

function claimSection(claim: ClaimsDocument["claims"][number]): Blocks {
  const { id, says, verdictWords, unexpected, how, numbers, note, remarks, again, commands } = claim;
  return [
    `## ${id}`,
    `> ${says}`,
    [`**${verdictWords}.**`, unexpected].filter(Boolean).join(" "),
    how,
    ...(numbers === null ? [] : [markdownTable(numbers)]),
    ...(note === null ? [] : [note]),
    ...bullets(remarks.map(inline)),
    again,
    shell(commands),
  ];
}

const shell = (commands: readonly string[]): string => fenced("sh", commands.join("\n"));
