import { expect, test } from "vitest";
import { settingsType } from "./testing/settings-type.ts";

test("ExperimentSettings is up to date with the options (to update it: npm run test:unit -- packages/fairhare --update)", async () => {
  await expect(settingsType()).toMatchFileSnapshot("experiment-settings.ts");
});
