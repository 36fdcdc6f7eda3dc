// One or several AMQP URIs in one text, separated by commas: the brokers to try, in this order.
import { HIDDEN, redactValue } from "./safe-text.ts";
import { type AmqpUri, parseAmqpUri } from "./uri.ts";

/** A longer list is a mistake: each attempt to connect may take seconds. */
const MAX_URIS = 16;

export type ReadAmqpUris =
  | { readonly uris: readonly AmqpUri[]; readonly problem?: never }
  | { readonly uris?: never; readonly problem: string };

/** At least one URI. `problem` is a sentence that quotes nothing of the text. */
export function parseAmqpUris(text: string): ReadAmqpUris {
  const texts = splitUris(text);
  if (texts.length > MAX_URIS) return { problem: `It has ${texts.length} URIs, and the limit is ${MAX_URIS}.` };
  const uris: AmqpUri[] = [];
  for (const [index, one] of texts.entries()) {
    const { uri, problem } = parseAmqpUri(one);
    if (uri === undefined)
      return { problem: texts.length === 1 ? problem : `URI ${index + 1} of ${texts.length}: ${problem}` };
    uris.push(uri);
  }
  return { uris };
}

/**
 * The texts of the single URIs. A comma separates only before a scheme: it may also be part of a password, which cannot
 * contain an unescaped slash.
 */
export const splitUris = (text: string): string[] => text.split(/,(?=amqps?:\/\/)/i);

/** The text with `***` in place of each password; only `***` if a URI is not valid. */
export const redactAmqpUri = (text: string): string =>
  parseAmqpUris(text).uris === undefined ? HIDDEN : splitUris(text).map(redactValue).join(",");
