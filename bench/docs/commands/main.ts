// `npm run docs:commands`: executes every command of the pages in docs/tasks at its full size on one broker, and prints a
// table. `--page NAME` chooses pages, `--small` takes smaller sizes. Exit code 1 if a command does not end as its page says.
import { parseArgs } from "node:util";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import Table from "cli-table3";
import { commandsOf, expectedCodes, readsStoredRun, smaller } from "./task-commands.ts";
import { missingProgram, openOrders, pages, readPage, Workshop } from "./workshop.ts";

/** The longest command measures for 10 minutes. */
const TIMEOUT_MS = 30 * 60_000;

const { values } = parseArgs({
  options: { page: { type: "string", multiple: true }, small: { type: "boolean", default: false } },
});
const root = process.cwd();
const chosen = pages(root).filter((name) => values.page?.includes(name) ?? true);
const commands = chosen.flatMap((page) => commandsOf(page, readPage(root, page)));

const { signal } = new AbortController();
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal, onNotice: () => undefined },
);
// oxlint-disable-next-line no-underscore-dangle -- held for its end alone
await using _orders = await openOrders(broker.uri);
using workshop = new Workshop({ root, uri: broker.uri, timeoutMs: TIMEOUT_MS });
// Commands on stored runs need one.
if (commands.some(readsStoredRun)) await workshop.execute({ page: "", words: ["--tasks", "40", "--heavy", "10ms"] });

const table = new Table({ head: ["page", "command", "seconds", "exit code", ""], style: { head: [], border: [] } });
let failures = 0;
for (const command of commands) {
  const missing = missingProgram(command);
  if (missing !== undefined) {
    process.stdout.write(`SKIPPED ${command.page}: ${command.words.join(" ")} (${missing})\n`);
    continue;
  }
  const executed = await workshop.execute(values.small ? smaller(command) : command);
  const expected = expectedCodes(command);
  const isAsExpected = executed.code !== null && expected.includes(executed.code);
  if (!isAsExpected) failures++;
  table.push([
    command.page,
    executed.words.join(" "),
    executed.seconds.toFixed(1),
    executed.code ?? "none",
    isAsExpected ? "✓" : `✗ expected ${expected.join(" or ")}`,
  ]);
  process.stdout.write(`${isAsExpected ? "✓" : "✗"} ${command.page}: ${executed.words.join(" ")}\n`);
  if (!isAsExpected) process.stdout.write(executed.output.replaceAll(/^/gm, "    | "));
}
process.stdout.write(`\n${table.toString()}\n${commands.length} commands, ${failures} not as their page says\n`);
process.exitCode = failures === 0 ? 0 : 1;
