// Starts the page: reads what is embedded in it, and shows a report or follows a run.
import { render } from "preact";
import type { PageData } from "../page-data.ts";
import { LivePage } from "./live/live-page.tsx";
import { ReportPage } from "./report-page.tsx";

const holder = document.querySelector("#page");
const data = JSON.parse(document.querySelector("#data")?.textContent ?? "null") as PageData;
if (holder !== null)
  render(data.kind === "report" ? <ReportPage results={data.results} /> : <LivePage title={data.title} />, holder);
