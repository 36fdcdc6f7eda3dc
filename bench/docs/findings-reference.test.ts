import { expect, test } from "vitest";
import { findingsReference } from "./findings-reference.ts";

test("docs/findings.md is up to date with the catalogue (to update it: npm run test:unit -- bench/docs --update)", async () => {
  await expect(findingsReference()).toMatchFileSnapshot("../../docs/findings.md");
});
