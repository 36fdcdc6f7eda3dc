// Results as a report: one Markdown document, with or without picture files.
import { oneLine } from "@fairhare/core";
import type { Results, RunResult } from "@fairhare/results";
import { inline } from "./markdown.ts";
import { typicalRun } from "./metrics.ts";
import { faultSpan } from "./pictures/axes/fault-marks.ts";
import type { LaneAxis } from "./pictures/lane-shapes.ts";
import { environmentSection, methodSection } from "./sections/closing-sections.ts";
import { type Blocks, type Embed, joinBlocks, withoutPictures } from "./sections/section.ts";
import { summarySection } from "./sections/summary-section.ts";
import { trialSection } from "./sections/trial-section.ts";
import { findingsSection } from "./sections/findings-section.ts";
import { allTrials } from "./words/list-words.ts";

export interface ReportFile {
  /** Relative to wherever the caller writes it; with forward slashes, at most one directory deep. */
  readonly path: string;
  readonly content: string;
}

export type ReportFiles = readonly ReportFile[];

/** Times the shortest makespan; beyond it a common time axis would make the lanes of short trials unreadable. */
const COMMON_AXIS_UP_TO = 3;
/** Share of the common axis that a trial fills without a word about it. */
const NEARLY_FULL = 0.9;
/** Times the makespan: the axis ends a little after the last completion. */
const AXIS_MARGIN = 1.02;

/** Blocks after the title, for a report that answers a question of its own. */
type Opening = (results: Results) => Blocks;

const noOpening: Opening = () => [];

/** `report.md` first, then the pictures that it embeds by relative path. */
export function renderReport(foreign: Results, opening: Opening = noOpening): ReportFiles {
  const results = printableResults(foreign);
  const pictures: ReportFile[] = [];
  const embed: Embed = (name, draw) => {
    const picture = draw();
    if (!picture) return [];
    const path = `pictures/${name}.svg`;
    pictures.push({ path, content: picture.svg });
    return [`![${inline(picture.alt.replaceAll(/[[\]]/g, ""))}](${path})`, inline(picture.caption)];
  };
  return [{ path: "report.md", content: document(results, embed, opening) }, ...pictures];
}

/** The same document without pictures, as one file. */
export const renderMarkdown = (results: Results, opening: Opening = noOpening): string =>
  document(printableResults(results), withoutPictures, opening);

function document(results: Results, embed: Embed, opening: Opening): string {
  const axis = axisOf(results);
  const [title = "", ...summary] = summarySection(results, embed);
  return joinBlocks([
    title,
    ...opening(results),
    ...summary,
    ...results.trials.flatMap((trial) => trialSection(trial, axis(typicalRun(trial)), embed)),
    ...findingsSection(results),
    ...methodSection(),
    ...environmentSection(results),
  ]);
}

/** One time axis for all trials, so that a reader can compare their lanes; one per trial where their times differ too much. */
function axisOf({ trials }: Results): (run: RunResult | undefined) => LaneAxis {
  const runs = trials.map(typicalRun).filter((run) => run !== undefined);
  const ends = runs.map(endOf).filter((end) => end > 0);
  const longest = Math.max(1, ...ends);
  const isCommon = longest <= COMMON_AXIS_UP_TO * Math.min(longest, ...ends);
  return (run) => {
    const end = (run && endOf(run)) || longest;
    if (isCommon)
      return {
        toMs: AXIS_MARGIN * longest,
        note: end < NEARLY_FULL * longest ? `time axis common to ${allTrials(trials.length)}` : "",
      };
    return { toMs: AXIS_MARGIN * end, note: "time axis of this trial alone" };
  };
}

/** When a run is over and the last of its faults has healed. */
const endOf = ({ makespanMs, faults }: RunResult): number =>
  Math.max(makespanMs ?? 0, makespanMs === null ? 0 : (faultSpan(faults)?.toMs ?? 0));

/**
 * A copy of the results whose texts are one line each, without control characters, for reports, pictures and the
 * terminal. Numbers and field names stay as they are; lists of numbers are not copied.
 */
export function printableResults<T>(results: T): T {
  return printableCopy(results) as T;
}

function printableCopy(value: unknown): unknown {
  if (typeof value === "string") return oneLine(value);
  if (typeof value !== "object" || value === null) return value;
  // Lanes and timelines are long lists of numbers.
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(printableCopy);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableCopy(item)]));
}
