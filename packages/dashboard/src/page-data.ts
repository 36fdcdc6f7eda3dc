// What is embedded in the page: the results of a report, the claims, or where the live page gets its events.
import type { ClaimsDocument } from "@fairhare/claims";
import type { PageResults } from "./page-results.ts";

export type PageData =
  | { readonly kind: "report"; readonly results: PageResults }
  | { readonly kind: "claims"; readonly claims: ClaimsDocument }
  | { readonly kind: "live"; readonly title: string };
