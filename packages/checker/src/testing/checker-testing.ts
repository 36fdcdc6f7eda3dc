// What tests outside of this package need to make a history and to check it.
export { History, history } from "./history.ts";
export { check, SETTINGS } from "./settings.ts";
