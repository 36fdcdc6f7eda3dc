// Connections of clients that are not agents of the pool.
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import { clientTls, keyOfToken } from "../transport/psk.ts";
import { TOKEN } from "./loopback.ts";

/** Sends bytes and resolves when the connection has ended; null sends nothing and waits. */
export function sendBytes(port: number, bytes: string | Uint8Array | null): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1", () => {
      if (bytes !== null) socket.write(bytes);
    });
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
}

/** Connects and leaves without a word. */
export function connectAndLeave(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1", () => socket.end());
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
}

/** TLS with certificates, as a browser has it. Resolves with the error of the handshake. */
export function tlsWithoutToken(port: number): Promise<Error> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () =>
      reject(new Error("the handshake was accepted")),
    );
    socket.on("error", resolve);
  });
}

/** A client with the token that says something else than an agent. Resolves with what it was answered. */
export function sayWithToken(port: number, message: string | Buffer): Promise<string[]> {
  const answers: string[] = [];
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://127.0.0.1:${port}`, clientTls(keyOfToken(TOKEN)));
    socket.on("open", () => socket.send(message));
    socket.on("message", (data: Buffer) => answers.push(data.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answers));
  });
}
