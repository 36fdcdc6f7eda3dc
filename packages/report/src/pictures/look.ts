// The style of all pictures: a palette for colour-blind readers, and titles, legends and axes.
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

export const INK = "#24292f";
export const MUTED = "#57606a";
const GRID_LINE = "#e4e8ec";
export const ALARM = "#b3003b";

/** An idle worker. */
export const IDLE = "#e9edf1";

/** The palette of Okabe and Ito without yellow, which is too pale on white: one colour per trial or phase. */
const SERIES_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const SERIES_SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"];

export const seriesColour = (index: number): string => SERIES_COLOURS[index % SERIES_COLOURS.length] ?? INK;
export const seriesSymbol = (index: number): string => SERIES_SYMBOLS[index % SERIES_SYMBOLS.length] ?? "circle";
/** As many series as have a colour of their own. */
export const SERIES_AT_MOST = SERIES_COLOURS.length;

/** From light tasks to heavy tasks; the levels between are for segments that merge both. */
export const WORK_RAMP = ["#7cc0e8", "#a9b8b4", "#c9a67e", "#d28445", "#c4501b"];
/** From idle to always busy. */
export const BUSY_RAMP = ["#f3f5f7", "#cfe3f1", "#9cc9e3", "#5ba3cf", "#2a7ab9", "#0b4f8a"];

/** Pixels of a character at the font sizes used here, in the widest common sans-serif font. */
const CHARACTER_WIDTH = 7.6;
const BOLD_CHARACTER_WIDTH = 8.6;
const LEGEND_ICON_AND_GAP = 50;
const LEGEND_ROW = 24;

/**
 * A legend in columns of equal width, one legend component per column: the width of a text is not known here, and names
 * in one row would overlap in a wider font.
 */
export function columnLegend(
  names: readonly string[],
  left: number,
  width: number,
): { legend: object[]; height: number } {
  const columnWidth = Math.max(...names.map((name) => stringWidth(name))) * CHARACTER_WIDTH + LEGEND_ICON_AND_GAP;
  const columns = Math.max(1, Math.min(names.length, Math.floor(width / columnWidth)));
  const legend = Array.from({ length: columns }, (_, column) => ({
    data: names.filter((_name, index) => index % columns === column),
    orient: "vertical",
    top: 56,
    left: left - 6 + column * columnWidth,
    itemWidth: 26,
    itemHeight: 14,
    itemGap: LEGEND_ROW - 14,
    textStyle: { color: INK, fontSize: 12 },
  }));
  return { legend, height: Math.ceil(names.length / columns) * LEGEND_ROW };
}

/** Wrapped between words for a width in pixels. */
export const wrapped = (text: string, width: number): string =>
  wrapAnsi(text, Math.floor(width / BOLD_CHARACTER_WIDTH));

/** Characters of a title that fit in the full font size, and in the smaller one. */
const TITLE_CHARACTERS = 78;
const SMALL_TITLE_CHARACTERS = 100;

export const pictureTitle = (text: string, subtext: string): object => ({
  text: text.length > SMALL_TITLE_CHARACTERS ? `${text.slice(0, SMALL_TITLE_CHARACTERS - 1)}…` : text,
  subtext,
  left: 12,
  top: 8,
  itemGap: 6,
  textStyle: { fontSize: text.length > TITLE_CHARACTERS ? 13 : 17, fontWeight: "bold", color: INK },
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
