import { ExitCode } from "@fairhare/core";
import { expect, it } from "vitest";
import { failureAnnotation, renderFailure } from "./failure.ts";

const HOSTILE = "first 100%\r\nsecond ```\n::error::third\u2028fourth \u001b[31m";

it("the annotation is one line, and GitHub shows the lines of the message", () => {
  const line = failureAnnotation({ message: HOSTILE, code: ExitCode.usage });
  expect(line).toBe(
    String.raw`::error title=Fairhare refused its input::first 100%25%0Asecond ${"```"}%0A::error::third%0Afourth \u001b[31m`,
  );
});

it("the summary quotes the message, whatever is in it", () => {
  const text = renderFailure({ message: HOSTILE, code: ExitCode.noBroker }, 10_000);
  expect(text).toMatch(
    /^## ❌ Fairhare has no broker\n\n````text\nfirst 100%\nsecond ```\n[^]*\n````\n\nExit code 3\. There are no results\.\n$/,
  );
});

it("the summary is empty when it does not fit", () => {
  const failure = { message: "€".repeat(100), code: ExitCode.unknown };
  const bytes = Buffer.byteLength(renderFailure(failure, 10_000));
  expect(Buffer.byteLength(renderFailure(failure, bytes))).toBe(bytes);
  expect(renderFailure(failure, bytes - 1)).toBe("");
});
