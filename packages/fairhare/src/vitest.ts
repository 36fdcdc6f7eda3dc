// `import "fairhare/vitest"` in a test or a setup file adds the matchers to vitest's expect, with their types.
import { expect } from "vitest";
import { type FairhareMatchers, fairhareMatchers } from "./matchers.ts";

expect.extend(fairhareMatchers);

declare module "vitest" {
  // oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-explicit-any -- vitest declares it like this
  interface Matchers<T = any> extends FairhareMatchers<T> {}
}
