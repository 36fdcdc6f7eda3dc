// A server of this process that stands in for the control script of a node.
import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import { ADMITTED } from "../control/control-script.ts";
import type { ControlAddress } from "../control/node-control.ts";

const LENGTH_BYTES = 4;

/** Answers each request with `answer(request)`; without an answer, it keeps the connection open. */
export async function startControl(
  address: ControlAddress,
  answer: (request: string) => string | undefined,
): Promise<void> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    let isAdmitted = typeof address === "string";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let text = taken(); text !== undefined; text = taken()) serve(text);
    });

    function taken(): string | undefined {
      if (received.length < LENGTH_BYTES) return undefined;
      const end = LENGTH_BYTES + received.readUInt32BE();
      if (received.length < end) return undefined;
      const text = received.subarray(LENGTH_BYTES, end).toString();
      received = received.subarray(end);
      return text;
    }

    function serve(text: string): void {
      if (isAdmitted) {
        const answered = answer(text);
        if (answered !== undefined) socket.end(packet(answered));
      } else if (typeof address !== "string" && text === address.token) {
        isAdmitted = true;
        socket.write(packet(ADMITTED));
      } else socket.end();
    }
  });
  await new Promise<void>((resolve) => {
    if (typeof address === "string") server.listen(address, resolve);
    else server.listen(address.port, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
}

function packet(text: string): Buffer {
  const header = Buffer.alloc(LENGTH_BYTES);
  header.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([header, Buffer.from(text)]);
}
