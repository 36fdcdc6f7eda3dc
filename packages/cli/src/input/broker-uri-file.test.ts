import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withBrokerUri } from "./broker-uri-file.ts";

const directory = mkdtempSync(join(tmpdir(), "fairhare-uri-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("AMQP_URL_FILE gives the URI of the broker, without the line feed at its end", () => {
  writeFileSync(join(directory, "uri"), "amqp://user:password@host\n");
  expect(withBrokerUri({ AMQP_URL_FILE: "uri", HOME: "/" }, directory)).toMatchObject({
    AMQP_URL: "amqp://user:password@host",
    HOME: "/",
  });
});

test("an empty variable counts as unset", () => {
  const environment = { AMQP_URL_FILE: "", AMQP_URL: "amqp://host" };
  expect(withBrokerUri(environment, directory)).toBe(environment);
});

test.each([
  [
    "a missing file",
    { AMQP_URL_FILE: "none" },
    "AMQP_URL_FILE=none: The file cannot be read: there is no such file or directory.",
  ],
  [
    "an empty file",
    { AMQP_URL_FILE: "/dev/null" },
    "AMQP_URL_FILE=/dev/null: The file is empty. Write the URI of the broker into it.",
  ],
  [
    "both variables",
    { AMQP_URL_FILE: "uri", AMQP_URL: "amqp://host" },
    "AMQP_URL_FILE and AMQP_URL are both set. Unset one of them.",
  ],
])("%s is refused", (_, environment, message) => {
  expect(() => withBrokerUri(environment, directory)).toThrow(message);
});
