// The width of text in pixels without a font: an estimate for a wide sans-serif font, so that a layout has room in any
// reader's font.
import stringWidth from "string-width";

/** Of the em, as in DejaVu Sans, the widest of the common sans-serif fonts. */
const NARROW = 0.36;
const SEMI_NARROW = 0.46;
const WIDE = 0.84;
const WIDEST = 1;
const CAPITAL = 0.76;
const USUAL = 0.64;
const BOLD = 1.1;

/** Pixels that one line of text takes at most, at this font size in pixels. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let em = 0;
  for (const character of text) em += emOf(character);
  return em * fontSize * (isBold ? BOLD : 1);
}

function emOf(character: string): number {
  if (stringWidth(character) > 1) return WIDEST;
  if ("ijlI.,:;'|! ".includes(character)) return NARROW;
  if ('ftr()[]{}/\\-"'.includes(character)) return SEMI_NARROW;
  if ("mwMWQO@%".includes(character)) return WIDEST;
  if ("×+=<>~–±#&".includes(character)) return WIDE;
  return character >= "A" && character <= "Z" ? CAPITAL : USUAL;
}

/** Lines of at most this width, broken between words; the last one ends in `…` if the text needs more of them. */
export function wrapText(
  text: string,
  { width, fontSize, isBold = false, lines }: { width: number; fontSize: number; isBold?: boolean; lines: number },
): string[] {
  const fits = (line: string): boolean => textWidth(line, fontSize, isBold) <= width;
  const wrapped: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((long) => breakWord(long, fits))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) line = longer;
    else {
      wrapped.push(line);
      line = word;
    }
  }
  wrapped.push(line);
  if (wrapped.length <= lines) return wrapped;
  return [...wrapped.slice(0, lines - 1), shortened(wrapped.slice(lines - 1).join(" "), fits)];
}

/** A word that is wider than a line, in pieces that fit. */
function breakWord(word: string, fits: (line: string) => boolean): string[] {
  if (fits(word)) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && !fits(piece + character)) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}

function shortened(text: string, fits: (line: string) => boolean): string {
  let kept = "";
  for (const character of text) {
    if (!fits(`${kept}${character}…`)) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
