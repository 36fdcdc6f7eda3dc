// What is embedded in the page: the results of a report, or where the live page gets its events.
import type { Results } from "@fairhare/results";

export type PageData =
  | { readonly kind: "report"; readonly results: Results }
  | { readonly kind: "live"; readonly title: string };
