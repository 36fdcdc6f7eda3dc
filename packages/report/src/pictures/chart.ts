// Renders the option of a chart as SVG text, the same text every time: without a browser, a clock or running numbers.
import { type EChartsCoreOption, init, use } from "echarts/core";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GraphicComponent, GridComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { escapeXml, wellFormed } from "../xml.ts";
import { FONT, PAPER } from "./look.ts";

use([BarChart, CustomChart, GraphicComponent, GridComponent, LineChart, ScatterChart, SVGRenderer]);

export interface Picture {
  readonly svg: string;
  /** Describes the picture for readers who cannot see it. */
  readonly alt: string;
  /** Explains the picture; empty if it needs no explanation. */
  readonly caption: string;
}

/** Pixels; about the width of a column on GitHub. */
export const PICTURE_WIDTH = 900;

export function drawSvg(option: EChartsCoreOption, height: number, alt: string, width: number = PICTURE_WIDTH): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height: Math.ceil(height) });
  try {
    chart.setOption({ animation: false, backgroundColor: PAPER, textStyle: { fontFamily: FONT }, ...option });
    return wellFormed(withTitle(withStableNames(chart.renderToSVGString()), alt));
  } finally {
    chart.dispose();
  }
}

/** A shape in pixels of the picture, in front of what has a smaller `z`; ECharts draws paths in a series only. */
export const pathSeries = (pathData: string, fill: string, z: number): object => ({
  type: "custom",
  silent: true,
  z,
  data: [[0, 0]],
  renderItem: () => ({ type: "path", shape: { pathData }, style: { fill } }),
});

/**
 * ECharts numbers clip paths (`zr7-c0`) and hover classes (`zr7-cls-151`) over the life of the process. Clip paths get
 * a constant name; hover classes and their style sheet are removed, since a still picture does not use them.
 */
const withStableNames = (svg: string): string =>
  svg
    .replaceAll(/<style\s*>.*?<\/style>\n?/gs, "")
    .replaceAll(/ class="zr\d+-cls-\d+"/g, "")
    .replaceAll(' pointer-events="visible"', "")
    .replaceAll(/\bzr\d+-/g, "zr-");

const withTitle = (svg: string, alt: string): string =>
  svg.replace(/^<svg[^>]*>/, (tag) => `${tag.replace(/>$/, ' role="img">')}\n<title>${escapeXml(alt)}</title>`);
