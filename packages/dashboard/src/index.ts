export { PageNotBuiltError, renderPage } from "./page.ts";
