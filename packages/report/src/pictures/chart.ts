// From a chart's option to SVG text, the same text every time: no browser, no clock, no running numbers.
import { printable } from "@fairhare/core";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
]);

export interface Picture {
  readonly svg: string;
  /** What it shows, for who cannot see it. */
  readonly alt: string;
  /** What one has to know to read it; empty when the picture says it all. */
  readonly caption: string;
}

/** GitHub's column is about this wide. */
export const PICTURE_WIDTH = 900;

export function drawSvg(option: EChartsCoreOption, height: number, alt: string): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: PICTURE_WIDTH, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "#ffffff", textStyle: { fontFamily: FONT }, ...option });
    return wellFormed(withTitle(withStableNames(chart.renderToSVGString()), alt));
  } finally {
    chart.dispose();
  }
}

const FONT = "Helvetica, Arial, sans-serif";

/**
 * ECharts numbers clip paths (`zr7-c0`) and hover classes (`zr7-cls-151`) through the life of the process. The
 * former get a name that does not change; the latter, with their style sheet, mean nothing in a still picture.
 */
const withStableNames = (svg: string): string =>
  svg
    .replaceAll(/<style\s*>.*?<\/style>\n?/gs, "")
    .replaceAll(/ class="zr\d+-cls-\d+"/g, "")
    .replaceAll(' pointer-events="visible"', "")
    .replaceAll(/\bzr\d+-/g, "zr-");

const withTitle = (svg: string, alt: string): string =>
  svg.replace(/^<svg[^>]*>/, (tag) => `${tag.replace(/>$/, ' role="img">')}\n<title>${escapeXml(alt)}</title>`);

/**
 * Whatever text reached the picture: characters that XML 1.0 has no place for, not even escaped (2.2), would leave it
 * unread as a whole. Markup in a text is escaped by ECharts and by `escapeXml`.
 */
const wellFormed = (svg: string): string => printable(svg).replaceAll(/[\ufffe\uffff]/g, "\ufffd");

const escapeXml = (written: string): string =>
  written.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
