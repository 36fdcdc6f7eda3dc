// The picture that stands for the whole bench where it is shared: the lanes of the least fair and of the fairest trial
// side by side, with their verdicts. For a README, and for the social preview of a repository.
import { counted, formatRatio } from "@fairhare/core";
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { BOUND_RATIO, JAIN_BUSY, medianOf, typicalRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { sharePart } from "../words/fairness/share-words.ts";
import { textWidth, wrapText } from "./axes/text-width.ts";
import { exactAxis, type PlotArea, timeTicks } from "./axes/time-axis.ts";
import { drawSvg, type Picture } from "./chart.ts";
import { legendElements, textElement } from "./head.ts";
import { BOUND_LEGEND, boundElements, laneSeries, workLegend } from "./lanes.ts";
import { ALARM, AXIS_TEXT, INK, MUTED, seriesColour } from "./look.ts";

/** Pixels; the size that GitHub asks for. */
const WIDTH = 1280;
const HEIGHT = 640;
const MARGIN = 48;
const GUTTER = 48;
const LANE_NAMES = 92;
const PLOT_TOP = 196;
const PLOT_HEIGHT = 236;
const VERDICT = { top: 502, fontSize: 17, lineHeight: 24, lines: 5 };
const LEGEND_Y = 118;
const NAME_SIZE = 16;
/** Pixels from one name of a lane to the next. */
const NAME_PITCH = 22;
const AXIS_MARGIN = 1.02;
const TAGLINE = "A work-queue bench for RabbitMQ: fairness, latency, throughput and loss";

interface Side {
  readonly trial: TrialResult;
  readonly run: RunResult;
}

/** Null without two trials whose workers had work to share. */
export function drawPreview({ trials, environment }: Results): Picture | null {
  const sides = trials
    .flatMap((trial): Side[] => {
      const run = typicalRun(trial);
      const isDrawn = run?.workers.some(({ lane }) => lane.length > 0) === true && medianOf(trial, JAIN_BUSY) !== null;
      return run && isDrawn ? [{ trial, run }] : [];
    })
    .toSorted((a, b) => (medianOf(a.trial, JAIN_BUSY) ?? 0) - (medianOf(b.trial, JAIN_BUSY) ?? 0));
  const [least] = sides;
  const most = sides.at(-1);
  if (!least || !most || least === most) return null;
  const pair = [least, most];
  const toMs = AXIS_MARGIN * Math.max(...pair.map(({ run }) => run.makespanMs ?? 1));
  const width = (WIDTH - 2 * MARGIN - GUTTER) / 2;
  const plots = pair.map((_, index): PlotArea => ({
    left: MARGIN + index * (width + GUTTER) + LANE_NAMES,
    width: width - LANE_NAMES,
    top: PLOT_TOP,
    height: PLOT_HEIGHT,
  }));
  const broker = `${counted(Number(least.trial.settings["workers"]), "worker")} on ${environment.broker.product} ${environment.broker.version}`;
  const option = {
    graphic: [
      textElement("Fairhare", MARGIN, 48, 44, INK, true),
      textElement(TAGLINE, MARGIN + textWidth("Fairhare", 44, true) + 24, 52, 20, MUTED, false),
      ...legendRow(least.run),
      textElement(broker, WIDTH - MARGIN, LEGEND_Y, NAME_SIZE, MUTED, false, "right"),
      ...pair.flatMap((side, index) => sideElements(side, plots[index] ?? plots[0], toMs)),
    ],
    grid: plots.map((plot) => ({ ...plot })),
    xAxis: plots.map((_, index) => previewTimeAxis(toMs, index)),
    yAxis: plots.map((_, index) => ({ type: "value", show: false, gridIndex: index })),
    series: pair.flatMap(({ run }, index) => {
      const plot = plots[index];
      return plot ? laneSeries(run, plot, toMs) : [];
    }),
  };
  const alt = pair.map(({ trial }) => `${trialLabel(trial)}: ${sharePart(trial).says}.`).join(" ");
  return { svg: drawSvg(option, HEIGHT, alt, WIDTH), alt, caption: "" };
}

function legendRow(run: RunResult): object[] {
  let x = MARGIN - 6;
  return [...workLegend(run), BOUND_LEGEND].flatMap((item) => {
    const elements = legendElements(item, x, LEGEND_Y, NAME_SIZE);
    x += 34 + textWidth(item.name, NAME_SIZE) + 18;
    return elements;
  });
}

function sideElements({ trial, run }: Side, plot: PlotArea | undefined, toMs: number): object[] {
  if (!plot) return [];
  const { says } = sharePart(trial);
  const [verdict = "", ...rest] = says.split(": ");
  const left = plot.left - LANE_NAMES;
  const width = plot.width + LANE_NAMES;
  const right = left + width;
  const room = width - textWidth(verdict, 24, true) - 24;
  const [name = ""] = wrapText(trialLabel(trial), { width: room, fontSize: 24, isBold: true, lines: 1 });
  const ratio = medianOf(trial, BOUND_RATIO);
  const makespan = ratio === null ? "" : ` Makespan ${formatRatio(ratio)} the lower bound.`;
  const finding = wrapText(`${rest.join(": ")}.${makespan}`, { ...VERDICT, width });
  const isFair = verdict === "Even";
  return [
    textElement(name, left, PLOT_TOP - 34, 24, INK, true),
    textElement(verdict, right, PLOT_TOP - 34, 24, isFair ? seriesColour(2) : ALARM, true, "right"),
    ...laneNames(run, plot),
    ...boundElements(run, plot, toMs),
    ...finding.map((line, index) =>
      textElement(
        index === 0 ? line.charAt(0).toUpperCase() + line.slice(1) : line,
        left,
        VERDICT.top + (index + 0.5) * VERDICT.lineHeight,
        VERDICT.fontSize,
        INK,
        false,
      ),
    ),
  ];
}

function laneNames({ workers }: RunResult, { left, top, height }: PlotArea): object[] {
  const pitch = height / workers.length;
  const every = Math.ceil(NAME_PITCH / pitch);
  return workers.flatMap(({ slot }, lane) =>
    lane % every === 0
      ? [textElement(`worker ${slot}`, left - 10, top + (lane + 0.5) * pitch, NAME_SIZE, INK, false, "right")]
      : [],
  );
}

function previewTimeAxis(toMs: number, gridIndex: number): object {
  const { name, ...ticks } = timeTicks({ fromMs: 0, toMs });
  const { axisLabel, ...axis } = exactAxis(ticks);
  return {
    ...axis,
    gridIndex,
    axisLabel: { ...axisLabel, fontSize: NAME_SIZE },
    name,
    nameLocation: "middle",
    nameGap: 34,
    nameTextStyle: { ...AXIS_TEXT, fontSize: NAME_SIZE },
  };
}
