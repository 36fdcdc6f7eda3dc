// What the tests of other packages use of this package's tests.
export { searchedRates } from "./searched-rates.ts";
