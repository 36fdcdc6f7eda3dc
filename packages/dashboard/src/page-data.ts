// What is embedded in the page: the results of a report, the claims, a search for a rate, or where the live page gets its events.
import type { ClaimsDocument } from "@fairhare/claims";
import type { AdviceDocument, RatesDocument } from "@fairhare/tuning";
import type { PageResults } from "./page-results.ts";
import type { TapPageState } from "./tap/tap-state.ts";

export type PageData =
  | { readonly kind: "report"; readonly results: PageResults; readonly advice?: AdviceDocument }
  | { readonly kind: "rates"; readonly rates: RatesDocument }
  | { readonly kind: "claims"; readonly claims: ClaimsDocument }
  | { readonly kind: "tap"; readonly state: TapPageState }
  | { readonly kind: "live"; readonly title: string }
  | { readonly kind: "live-tap"; readonly title: string };
