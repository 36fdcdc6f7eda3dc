// `import "fairhare/jest"` in a test or a setup file adds the matchers to the global expect, with their types.
import { type FairhareMatchers, fairhareMatchers } from "./matchers.ts";

interface Expect {
  extend(matchers: typeof fairhareMatchers): void;
}

const { expect } = globalThis as { readonly expect?: Expect };
if (expect === undefined)
  throw new Error("There is no global expect. Use expect.extend(fairhareMatchers) from fairhare/matchers.");
expect.extend(fairhareMatchers);

declare global {
  namespace jest {
    interface Matchers<R> extends FairhareMatchers<R> {}
  }
}
