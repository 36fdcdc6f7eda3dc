export { type LivePage, openLivePage } from "./live/live-page.ts";
export { renderPage } from "./page.ts";
