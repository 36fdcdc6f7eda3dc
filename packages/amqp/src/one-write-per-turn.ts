// Sends everything that a connection writes in one turn of the event loop with one system call. amqplib writes each frame by
// itself, and a system call costs more than the frame.
import type { Writable } from "node:stream";

/** Changes when bytes are sent, by less than a turn, and neither the bytes nor their order. */
export function writeOncePerTurn(socket: Writable): void {
  const write = socket.write.bind(socket) as (...words: unknown[]) => boolean;
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    socket.uncork();
  };
  // The overloads of `write` have no common signature.
  socket.write = ((...words: unknown[]) => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      process.nextTick(uncork);
    }
    return write(...words);
  }) as Writable["write"];
}
