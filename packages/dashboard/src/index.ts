export { type LivePage, openLivePage } from "./live/live-page.ts";
export { renderClaimsPage, renderPage, renderRatesPage, renderTapPage } from "./page.ts";
export { endedPageState, openTapPage, type TapPage } from "./tap/tap-page.ts";
export type { TapIdentity } from "./tap/tap-state.ts";
