import { expect, test } from "vitest";
import { perfTestReference } from "./perftest-reference.ts";

test("docs/coming-from-perftest.md is up to date with the table (to update it: npm run test:unit -- bench/docs --update)", async () => {
  await expect(perfTestReference()).toMatchFileSnapshot("../../docs/coming-from-perftest.md");
});
