// What is embedded in the page: the results of a report, the claims, or where the live page gets its events.
import type { ClaimsDocument } from "@fairhare/claims";
import type { PageResults } from "./page-results.ts";
import type { TapPageState } from "./tap/tap-state.ts";

export type PageData =
  | { readonly kind: "report"; readonly results: PageResults }
  | { readonly kind: "claims"; readonly claims: ClaimsDocument }
  | { readonly kind: "tap"; readonly state: TapPageState }
  | { readonly kind: "live"; readonly title: string }
  | { readonly kind: "live-tap"; readonly title: string };
