// The head of a picture: its title, what is shown, and the legend, in rows that make room for each other.
import { textWidth, wrapText } from "./axes/text-width.ts";
import { FONT, INK, MUTED, PAPER } from "./look.ts";

export interface LegendItem {
  readonly name: string;
  readonly colour: string;
  /** A filled box; a solid line with the symbol of its series; a dashed line; a dashed line with a band behind it. */
  readonly mark: "box" | "line" | "dashes" | "band";
  readonly symbol?: string;
}

export interface Head {
  readonly elements: readonly object[];
  /** Pixels from the top of the picture to the end of the head. */
  readonly height: number;
}

const MARGIN = 14;
const TITLE = { fontSize: 17, lineHeight: 22, lines: 3 };
const LONG_TITLE = { fontSize: 15, lineHeight: 20, lines: 3 };
const SUBTITLE = { fontSize: 13, lineHeight: 18, lines: 4 };
const LEGEND = { fontSize: 12, rowHeight: 22, markWidth: 26, gap: 22 };

/** `sentences` are joined by a semicolon; empty ones are left out. */
export function pictureHead(
  title: string,
  sentences: readonly string[],
  legend: readonly LegendItem[],
  { left, width }: { left: number; width: number },
): Head {
  const room = width - 2 * MARGIN;
  let y = 10;
  const elements: object[] = [];
  const write = (
    text: string,
    { fontSize, lineHeight, lines }: typeof TITLE,
    style: { fill: string; isBold: boolean },
  ): void => {
    for (const line of wrapText(text, { width: room, fontSize, isBold: style.isBold, lines })) {
      elements.push(textElement(line, MARGIN, y + lineHeight / 2, fontSize, style.fill, style.isBold));
      y += lineHeight;
    }
  };
  const isLong = textWidth(title, TITLE.fontSize, true) > room;
  write(title, isLong ? LONG_TITLE : TITLE, { fill: INK, isBold: true });
  const subtitle = sentences.filter((sentence) => sentence !== "").join("; ");
  if (subtitle !== "") write(subtitle, SUBTITLE, { fill: MUTED, isBold: false });
  if (legend.length === 0) return { elements, height: y + 8 };
  const rows = legendRows(legend, width - left - MARGIN);
  y += 6;
  for (const row of rows) {
    for (const { item, x } of row) elements.push(...legendElements(item, left + x, y + LEGEND.rowHeight / 2));
    y += LEGEND.rowHeight;
  }
  return { elements, height: y + 6 };
}

/** Items from left to right; in columns of one width if they need several rows. */
function legendRows(items: readonly LegendItem[], room: number): { item: LegendItem; x: number }[][] {
  const widths = items.map(({ name }) => LEGEND.markWidth + 8 + textWidth(name, LEGEND.fontSize) + LEGEND.gap);
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total - LEGEND.gap <= room) {
    let x = 0;
    return [
      items.map((item, index) => {
        const place = { item, x };
        x += widths[index] ?? 0;
        return place;
      }),
    ];
  }
  const column = Math.max(...widths);
  const columns = Math.max(1, Math.floor((room + LEGEND.gap) / column));
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) =>
    items.slice(row * columns, (row + 1) * columns).map((item, position) => ({ item, x: position * column })),
  );
}

/** One item from `x` on, around `y`. */
export function legendElements(
  { name, colour, mark, symbol }: LegendItem,
  x: number,
  y: number,
  fontSize: number = LEGEND.fontSize,
): object[] {
  const from = x;
  const to = x + LEGEND.markWidth;
  const middle = (from + to) / 2;
  const stroke = { type: "line", silent: true, shape: { x1: from, x2: to, y1: y, y2: y } };
  const upright = { type: "line", silent: true, shape: { x1: from + 6, x2: from + 6, y1: y - 8, y2: y + 8 } };
  const box = (width: number, opacity: number): object => ({
    type: "rect",
    silent: true,
    shape: { x: from + 6, y: y - 7, width, height: 14 },
    style: { fill: colour, opacity },
  });
  const marks: Readonly<Record<LegendItem["mark"], readonly object[]>> = {
    box: [box(18, 1)],
    line: [{ ...stroke, style: { stroke: colour, lineWidth: 2.5 } }, ...symbolElement(symbol, middle, y, colour)],
    dashes: [{ ...upright, style: { stroke: colour, lineWidth: 1.5, lineDash: [5, 3] } }],
    band: [box(18, 0.15), { ...upright, style: { stroke: colour, lineWidth: 1.5, lineDash: [5, 3] } }],
  };
  return [...marks[mark], textElement(name, to + 8, y, fontSize, INK, false)];
}

/** The symbols of ../pictures/look.ts as ECharts draws them on the lines. */
function symbolElement(symbol: string | undefined, x: number, y: number, colour: string): object[] {
  if (symbol === undefined) return [];
  const isEmpty = symbol.startsWith("empty");
  const style = isEmpty ? { fill: PAPER, stroke: colour, lineWidth: 2 } : { fill: colour };
  const points: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    rect: [
      [x - 4, y - 4],
      [x + 4, y - 4],
      [x + 4, y + 4],
      [x - 4, y + 4],
    ],
    triangle: [
      [x, y - 4.5],
      [x + 4.5, y + 4],
      [x - 4.5, y + 4],
    ],
    diamond: [
      [x, y - 5],
      [x + 4.5, y],
      [x, y + 5],
      [x - 4.5, y],
    ],
  };
  const outline = points[symbol.replace("empty", "").toLowerCase()];
  return [
    outline
      ? { type: "polygon", silent: true, shape: { points: outline }, style }
      : { type: "circle", silent: true, shape: { cx: x, cy: y, r: 4 }, style },
  ];
}

export const textElement = (
  text: string,
  x: number,
  y: number,
  fontSize: number,
  fill: string,
  isBold: boolean,
  textAlign: "left" | "center" | "right" = "left",
): object => ({
  type: "text",
  silent: true,
  z: 7,
  x,
  y,
  style: {
    text,
    fill,
    fontSize,
    fontFamily: FONT,
    fontWeight: isBold ? "bold" : "normal",
    textAlign,
    textVerticalAlign: "middle",
  },
});
