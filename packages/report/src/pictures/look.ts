// The style of all pictures: a palette for colour-blind readers, fonts, and the lines of axes.
export const FONT = "Helvetica, Arial, sans-serif";
export const PAPER = "#ffffff";
export const INK = "#24292f";
export const MUTED = "#57606a";
const GRID_LINE = "#e4e8ec";
const AXIS_LINE = "#8c959f";
/** Faults. */
export const ALARM = "#9d0038";

/** An idle worker. */
export const IDLE = "#dfe4e9";

/**
 * One colour per trial or phase. The hues are those of Okabe and Ito (https://jfly.uni-koeln.de/color/) without yellow,
 * shifted until each has 3:1 contrast with white, and any two are apart for readers who lack red, green or blue cones:
 * palette.test.ts. Symbols differ too.
 */
export const SERIES_COLOURS = ["#1e54cf", "#ad3204", "#00814c", "#9c5392", "#ce7c04", "#3d94f5", "#000000"];
const SERIES_SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"];

export const seriesColour = (index: number): string => SERIES_COLOURS[index % SERIES_COLOURS.length] ?? INK;
export const seriesSymbol = (index: number): string => SERIES_SYMBOLS[index % SERIES_SYMBOLS.length] ?? "circle";
/** As many series as have a colour of their own. */
export const SERIES_AT_MOST = SERIES_COLOURS.length;

/** From light tasks to heavy tasks; the levels between are for segments that merge both. */
export const WORK_RAMP = ["#7cc0e8", "#a9b8b4", "#c9a67e", "#d28445", "#c4501b"];
/** From idle to always busy. */
export const BUSY_RAMP = ["#e6eaee", "#c6dcee", "#93c2e0", "#559dcc", "#2876b5", "#0b4a86"];

export const AXIS_TEXT = { color: MUTED, fontSize: 12 };
export const AXIS_LINES = {
  axisLine: { show: true, lineStyle: { color: AXIS_LINE } },
  axisTick: { show: true, lineStyle: { color: AXIS_LINE } },
  splitLine: { show: true, lineStyle: { color: GRID_LINE } },
};
