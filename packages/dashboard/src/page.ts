// Puts data into the page that build-page.mjs bundled: the HTML report, and the live page before its first event.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ClaimsDocument } from "@fairhare/claims";
import { FairhareError } from "@fairhare/core";
import { printableResults } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import type { AdviceDocument, RatesDocument } from "@fairhare/tuning";
import type { PageData } from "./page-data.ts";
import { packResults } from "./page-results.ts";
import type { TapPageState } from "./tap/tap-state.ts";

/** Only in a clone whose build was interrupted or never run. */
class PageNotBuiltError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";
}

/**
 * The HTML report: one file without requests to anything else; an advice comes first.
 * @throws PageNotBuiltError
 */
export const renderPage = (results: Results, advice?: AdviceDocument): string =>
  pageWith(results.experiment.name, {
    kind: "report",
    results: packResults(printableResults(results)),
    ...(advice === undefined ? {} : { advice }),
  });

/** The HTML report of a search for the highest rate. @throws PageNotBuiltError */
export const renderRatesPage = (rates: RatesDocument): string =>
  pageWith(rates.title, { kind: "rates", rates: printableResults(rates) });

/** The HTML report of claims. @throws PageNotBuiltError */
export const renderClaimsPage = (claims: ClaimsDocument): string => pageWith(claims.title, { kind: "claims", claims });

/** @throws PageNotBuiltError */
export const renderLivePage = (title: string): string => pageWith(title, { kind: "live", title });

/** @throws PageNotBuiltError */
export const renderLiveTapPage = (uri: string): string => pageWith(tapTitle(uri), { kind: "live-tap", title: uri });

/** The HTML report of the tap. @throws PageNotBuiltError */
export const renderTapPage = (state: TapPageState): string => pageWith(tapTitle(state.uri), { kind: "tap", state });

const tapTitle = (uri: string): string => `Clients of ${uri}`;

function pageWith(title: string, data: PageData): string {
  return template()
    .replace("%TITLE%", () => `${escapeHtml(title)} — Fairhare`)
    .replace("%DATA%", () => embeddedJson(data));
}

let cached: string | undefined;

function template(): string {
  try {
    cached ??= readFileSync(createRequire(import.meta.url).resolve("#page"), "utf8");
    return cached;
  } catch (cause) {
    throw new PageNotBuiltError("The page is not built. Run `npm run build` in the Fairhare directory.", { cause });
  }
}

/**
 * JSON that is safe inside a `script` element: an HTML parser finds no tag or comment in it, and a JavaScript parser no
 * line separator.
 */
export const embeddedJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
