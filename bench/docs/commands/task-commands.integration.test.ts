// The first commands of each page in docs/tasks are executed, with less work, and end as the page says.
import { fileURLToPath } from "node:url";
import { sharedBroker } from "@fairhare/broker/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commandsOf, expectedCodes, needsOwnBroker, readsStoredRun, smaller } from "./task-commands.ts";
import { missingProgram, openOrders, pages, readPage, Workshop } from "./workshop.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** Of each page; `npm run docs:commands` executes all of them. */
const EXECUTED = 2;

let orders: AsyncDisposable;
let workshop: Workshop;
beforeAll(async () => {
  const { uri } = await sharedBroker();
  orders = await openOrders(uri);
  workshop = new Workshop({ root: ROOT, uri, timeoutMs: 60_000 });
});
afterAll(async () => {
  workshop[Symbol.dispose]();
  await orders[Symbol.asyncDispose]();
});

// A private node takes seconds to start; each of them is in another test.
const chosen = pages(ROOT)
  .flatMap((page) => commandsOf(page, readPage(ROOT, page)).slice(0, EXECUTED))
  .filter((command) => !needsOwnBroker(command))
  // Measurements first: the others read their runs.
  .toSorted((a, b) => Number(readsStoredRun(a)) - Number(readsStoredRun(b)));

const cases = chosen.map(smaller).map((command) => [`${command.page}: ${command.words.join(" ")}`, command] as const);
it.each(cases)("%s", async (_name, command) => {
  const missing = missingProgram(command);
  if (missing !== undefined) return console.warn(`SKIPPED: ${command.words.join(" ")} (${missing})`);
  const { code, output } = await workshop.execute(command);
  const isAsExpected = code !== null && expectedCodes(command).includes(code);
  expect(isAsExpected ? "" : `exit code ${code}\n${output}`).toBe("");
});

it("every page with commands is among them, and the measurements have stored their runs", () => {
  const withCommands = pages(ROOT).filter((page) => commandsOf(page, readPage(ROOT, page)).length > 0);
  expect(new Set(chosen.map(({ page }) => page))).toEqual(new Set(withCommands));
  const measured = chosen.filter(
    (command) =>
      !readsStoredRun(command) &&
      missingProgram(command) === undefined &&
      !["deploy", "doctor", "tap"].includes(command.words[0] ?? ""),
  );
  expect(workshop.runs()).toHaveLength(measured.length);
});
