// A server on the loopback interface that does not speak AMQP 0-9-1, for tests of connections that fail.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

export class AnsweringServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    // A TLS server emits this event for the TCP connection as well.
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
    });
  }

  /** Calls `answer` when a client has sent its first bytes. */
  static open(answer: (socket: Socket) => void): Promise<AnsweringServer> {
    return AnsweringServer.listen(createServer((socket) => socket.once("data", () => answer(socket))));
  }

  static async listen(server: Server): Promise<AnsweringServer> {
    const answering = new AnsweringServer(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return answering;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
