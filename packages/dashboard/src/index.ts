export { type LivePage, openLivePage } from "./live/live-page.ts";
export { renderClaimsPage, renderPage } from "./page.ts";
