// A server of this process stands in for the script of the node.
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { erlangBinary } from "./expressions.ts";
import { canControl, evaluateIn, NoControlError, untilControlled } from "./node-control.ts";

const { signal } = new AbortController();

/** Answers each request with `answer(request)`; without an answer, it keeps the connection open. */
async function nodeThat(
  answer: (request: string) => string | undefined,
  path = join(temporaryDirectory(), "control"),
): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const text = answer(chunk.subarray(4).toString());
      if (text === undefined) return;
      const packet = Buffer.alloc(4 + Buffer.byteLength(text));
      packet.writeUInt32BE(Buffer.byteLength(text));
      packet.write(text, 4);
      socket.end(packet);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

test("a request has its value as an answer, and a failed one is an error", async () => {
  const path = await nodeThat((request) => (request === "1 + 1." ? "ok 2" : "error {badmatch,é}"));
  expect(await evaluateIn(path, "1 + 1.", signal)).toBe("2");
  await expect(evaluateIn(path, "1 = 2.", signal)).rejects.toMatchObject({
    code: "BROKER_REFUSED",
    message: expect.stringContaining("{badmatch,é}"),
  });
});

test("a node that does not run is told apart from one that ends during the request", async () => {
  const missing = join(temporaryDirectory(), "control");
  await expect(evaluateIn(missing, "ok.", signal)).rejects.toBeInstanceOf(NoControlError);
  const ends = await nodeThat(() => "");
  await expect(evaluateIn(ends, "ok.", signal)).rejects.toThrow("ended before it answered");
  await expect(evaluateIn(ends, "ok.", signal)).rejects.not.toBeInstanceOf(NoControlError);
});

test("a stopped node does not answer: the wait ends with its time or with the signal", async () => {
  const path = await nodeThat(() => undefined);
  await expect(evaluateIn(path, "ok.", signal, 30)).rejects.toMatchObject({ code: "BROKER_REFUSED" });
  const controller = new AbortController();
  const waiting = evaluateIn(path, "ok.", controller.signal);
  controller.abort(new Error("interrupted"));
  await expect(waiting).rejects.toThrow("interrupted");
});

test("a long path cannot be a socket, and a name of any bytes is a binary", () => {
  expect(canControl(`/tmp/${"x".repeat(90)}`)).toBe(true);
  expect(canControl(`/tmp/${"x".repeat(120)}`)).toBe(false);
  expect(erlangBinary('é">>')).toBe("<<195,169,34,62,62>>");
});

test("a server starts its script after it has opened its listeners, which is waited for", async () => {
  const path = join(temporaryDirectory(), "control");
  let isControlled = false;
  const waiting = untilControlled(path, signal).then(() => (isControlled = true));
  await expect(evaluateIn(path, "ok.", signal)).rejects.toBeInstanceOf(NoControlError);
  expect(isControlled).toBe(false);
  await nodeThat(() => "ok ok", path);
  await waiting;
  expect(await evaluateIn(path, "ok.", signal)).toBe("ok");
});
