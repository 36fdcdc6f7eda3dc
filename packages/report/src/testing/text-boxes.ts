// The texts of a picture as boxes in pixels, as wide as a wide font would make them.
import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { textWidth } from "../pictures/axes/text-width.ts";

export interface TextBox {
  readonly text: string;
  readonly fill: string;
  readonly anchor: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly TextBox[];
}

export function readPicture(svg: string): DrawnPicture {
  const { root } = parseXml(svg);
  if (!root) throw new Error("The picture has no root element.");
  return {
    width: Number(root.attributes["width"]),
    height: Number(root.attributes["height"]),
    texts: elements(root)
      .filter(({ name, text }) => name === "text" && text.trim() !== "")
      .map(boxOf),
  };
}

const elements = (element: XmlElement): XmlElement[] =>
  element.children.flatMap((child) => (child instanceof XmlElement ? [child, ...elements(child)] : []));

function boxOf({ attributes, text }: XmlElement): TextBox {
  const { style = "", transform = "", fill = "" } = attributes;
  const anchor = attributes["text-anchor"] ?? "start";
  const size = Number(/font-size:([\d.]+)px/.exec(style)?.[1] ?? 12);
  const [, x = "0", y = "0"] = /^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(transform) ?? [];
  const width = textWidth(text, size, style.includes("font-weight:bold"));
  const at = Number(x) + Number(attributes["x"] ?? 0);
  const middle = Number(y) + Number(attributes["y"] ?? 0);
  const left = at - width * (SHARE_LEFT[anchor] ?? 0);
  return { text, fill, anchor, left, right: left + width, top: middle - size / 2, bottom: middle + size / 2 };
}

/** The share of a text that stands left of its anchor. */
const SHARE_LEFT: Readonly<Record<string, number>> = { start: 0, middle: 0.5, end: 1 };

/** Pairs of texts whose boxes overlap, for a readable failure. */
export function overlaps(texts: readonly TextBox[]): string[] {
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter(
        (other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
      )
      .map((other) => `${one.text} / ${other.text}`),
  );
}
