// A server of this process stands in for the script of the node.
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../free-ports.ts";
import { startControl } from "../testing/control-server.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { erlangBinary } from "./expressions.ts";
import { canControl, evaluateIn, NoControlError, untilControlled } from "./node-control.ts";

const { signal } = new AbortController();

async function nodeThat(
  answer: (request: string) => string | undefined,
  path = join(temporaryDirectory(), "control"),
): Promise<string> {
  await startControl(path, answer);
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

test("the port of a container asks for the token, and without it nothing is evaluated", async () => {
  const [port = 0] = await freePorts(1);
  const requests: string[] = [];
  await startControl({ port, token: "right" }, (request) => {
    requests.push(request);
    return "ok 2";
  });
  expect(await evaluateIn({ port, token: "right" }, "1 + 1.", signal)).toBe("2");
  await expect(evaluateIn({ port, token: "wrong" }, "1 + 1.", signal)).rejects.toBeInstanceOf(NoControlError);
  expect(requests).toEqual(["1 + 1."]);
});

test("nothing is evaluated in a container whose node does not listen, or that does not run", async () => {
  const [port = 0] = await freePorts(1);
  const address = { port, token: "right" };
  await expect(evaluateIn(address, "ok.", signal)).rejects.toBeInstanceOf(NoControlError);
  // As Docker's proxy: it accepts the connection, and resets it when nothing listens in the container.
  const proxy = createServer((socket) => void socket.on("data", () => socket.resetAndDestroy()));
  onTestFinished(() => void proxy.close());
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  await expect(evaluateIn(address, "ok.", signal)).rejects.toBeInstanceOf(NoControlError);
});

test("a node in a container that ends during a request may have evaluated it", async () => {
  const [port = 0] = await freePorts(1);
  await startControl({ port, token: "right" }, () => "");
  const asking = evaluateIn({ port, token: "right" }, "ok.", signal);
  await expect(asking).rejects.toThrow("ended before it answered");
  await expect(asking).rejects.not.toBeInstanceOf(NoControlError);
});
