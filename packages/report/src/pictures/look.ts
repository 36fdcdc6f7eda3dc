// How all pictures look: a palette that colour-blind readers can tell apart, and the parts they share.

export const INK = "#24292f";
export const MUTED = "#57606a";
const GRID_LINE = "#e4e8ec";
export const ALARM = "#b3003b";

/** A seat whose worker is there and does nothing. */
export const IDLE = "#e9edf1";

/** Okabe and Ito's palette without its yellow, which is too pale on white: one colour a trial or a phase. */
const SERIES_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const SERIES_SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"];

export const seriesColour = (index: number): string => SERIES_COLOURS[index % SERIES_COLOURS.length] ?? INK;
export const seriesSymbol = (index: number): string => SERIES_SYMBOLS[index % SERIES_SYMBOLS.length] ?? "circle";
/** As many series as can be told apart. */
export const SERIES_AT_MOST = SERIES_COLOURS.length;

/** From light work to heavy work; the steps between are for stretches that merged both. */
export const WORK_RAMP = ["#7cc0e8", "#a9b8b4", "#c9a67e", "#d28445", "#c4501b"];
/** From idle to always busy. */
export const BUSY_RAMP = ["#f3f5f7", "#cfe3f1", "#9cc9e3", "#5ba3cf", "#2a7ab9", "#0b4f8a"];

const TITLE_WIDTH = 872;
/** Of the sizes used here, in the widest of the sans-serif faces a reader may have. */
export const CHARACTER_WIDTH = 7.6;
const LEGEND_ICON_AND_GAP = 52;

/** How many lines a legend of these names takes, so that what is below it can make room. */
export function legendRows(names: readonly string[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const needed = name.length * CHARACTER_WIDTH + LEGEND_ICON_AND_GAP;
    if (used > 0 && used + needed > width) {
      rows++;
      used = 0;
    }
    used += needed;
  }
  return rows;
}

export const pictureTitle = (text: string, subtext: string): object => ({
  text,
  subtext,
  left: 12,
  top: 8,
  itemGap: 6,
  textStyle: { fontSize: 17, fontWeight: "bold", color: INK, width: TITLE_WIDTH, overflow: "truncate" },
  subtextStyle: { fontSize: 13, color: MUTED },
});

export const AXIS_TEXT = { color: MUTED, fontSize: 12 };
export const AXIS_LINES = {
  axisLine: { show: true, lineStyle: { color: "#8c959f" } },
  axisTick: { show: true, lineStyle: { color: "#8c959f" } },
  splitLine: { show: true, lineStyle: { color: GRID_LINE } },
};

/** Ticks of a time axis in milliseconds, labelled in seconds. */
export const timeAxis = (maxMs: number): object => ({
  type: "value",
  min: 0,
  max: maxMs,
  name: "seconds since the start of the measurement",
  nameLocation: "middle",
  nameGap: 28,
  nameTextStyle: AXIS_TEXT,
  axisLabel: {
    ...AXIS_TEXT,
    showMaxLabel: false,
    formatter: (ms: number) => String(Number((ms / 1000).toPrecision(6))),
  },
  ...AXIS_LINES,
});
