// The files in deploy/ are those that the command writes with its defaults; `npm run test:unit -- packages/deployments
// --update` writes them again.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ENGINES } from "./deployment.ts";
import { renderDeployment, renderSecrets } from "./render.ts";
import { deploymentOf } from "./testing/deployment-of.ts";

const directoryOf = (engine: string): string => fileURLToPath(new URL(`../../../deploy/${engine}`, import.meta.url));

test.each(ENGINES)("deploy/%s has the files of a deployment with all defaults, and no others", async (engine) => {
  const deployment = deploymentOf({ engine });
  const files = [...renderDeployment(deployment), ...renderSecrets(deployment, "")].filter(({ isSecret }) => !isSecret);
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(`${directoryOf(engine)}/${path}`);
  const names = files.map(({ path }) => path).filter((path) => !path.startsWith("secrets/"));
  expect(
    readdirSync(directoryOf(engine))
      .filter((name) => name !== "secrets")
      .toSorted(),
  ).toEqual(names.toSorted());
});
