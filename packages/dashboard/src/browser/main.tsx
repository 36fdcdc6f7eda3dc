// Starts the page: reads what is embedded in it, and shows a report, or follows a run.
import { type ComponentChildren, render } from "preact";
import type { PageData } from "../page-data.ts";
import { unpackResults } from "../page-results.ts";
import { ClaimsPage } from "./claims/claims-page.tsx";
import { LivePage } from "./live/live-page.tsx";
import { ReportPage } from "./report-page.tsx";
import { RatesPage } from "./rates/rates-page.tsx";
import { LiveTapPage } from "./tap/live-tap-page.tsx";
import { TapPage } from "./tap/tap-page.tsx";

const holder = document.querySelector("#page");
const data = JSON.parse(document.querySelector("#data")?.textContent ?? "null") as PageData;
if (holder !== null) render(pageOf(data), holder);

function pageOf(page: PageData): ComponentChildren {
  switch (page.kind) {
    case "report":
      return <ReportPage results={unpackResults(page.results)} advice={page.advice} />;
    case "rates":
      return <RatesPage rates={page.rates} />;
    case "claims":
      return <ClaimsPage claims={page.claims} />;
    case "tap":
      return <TapPage state={page.state} />;
    case "live-tap":
      return <LiveTapPage uri={page.title} />;
    default:
      return <LivePage title={page.title} />;
  }
}
