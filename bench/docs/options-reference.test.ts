import { expect, test } from "vitest";
import { optionsReference } from "./options-reference.ts";

test("docs/options.md is up to date with the options (to update it: npm run test:unit -- bench/docs --update)", async () => {
  await expect(optionsReference()).toMatchFileSnapshot("../../docs/options.md");
});
