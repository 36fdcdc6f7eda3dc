// The numbers in README.md and docs/claims.md are those of the committed results.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { claimIdsTable, claimsTable, oddEvenTable } from "./readme-tables.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("README shows the table of reports/odd-even", () => {
  expect(read("README.md")).toContain(`\n${oddEvenTable()}\n`);
});

test("README shows the verdicts of reports/claims", () => {
  expect(read("README.md")).toContain(`\n${claimsTable()}\n`);
});

test("docs/claims.md lists the claims of reports/claims by verdict", () => {
  expect(read("docs/claims.md")).toContain(`\n${claimIdsTable()}\n`);
});

test("README shows the command, the date and the versions of reports/odd-even", () => {
  const { environment } = JSON.parse(read("reports/odd-even/results.json")) as {
    environment: {
      command: string;
      startedAt: string;
      node: string;
      amqplib: string;
      broker: { version: string; erlang: string };
    };
  };
  const { command, startedAt, node, amqplib, broker } = environment;
  const measured = [
    `\n${command}\n`,
    `on ${startedAt.slice(0, 10)} with RabbitMQ ${broker.version} (Erlang ${broker.erlang}), Node ${node}, amqplib ${amqplib}`,
  ];
  for (const text of measured) expect(read("README.md")).toContain(text);
});
