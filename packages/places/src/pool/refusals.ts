// Refused connections: the first of each kind is reported at once, all of them as counts at the end.
import { counted, printable } from "@fairhare/core";

/** What was wrong with the connection; each kind is a phrase after "refused: ". */
const WORDS = {
  token: "it used another token",
  noToken: "it used TLS without the token",
  notTls: "it did not speak TLS",
  incomplete: "it ended before it had introduced itself",
  slow: "it did not introduce itself in time",
  tooMany: "too many connections at once",
  version: "it runs another version",
  complete: "all agents have joined already",
  unclear: "it did not introduce itself as an agent",
} as const;

/** IPv4 addresses without the prefix that they have on a socket for both kinds of addresses. */
export const addressOf = ({ remoteAddress }: { readonly remoteAddress?: string | undefined }): string =>
  remoteAddress?.replace(/^::ffff:/i, "") ?? "a closed connection";

export type RefusalKind = keyof typeof WORDS;

export class Refusals {
  readonly #notice: (sentence: string) => void;
  readonly #counts = new Map<RefusalKind, number>();

  constructor(notice: (sentence: string) => void) {
    this.#notice = notice;
  }

  /** `detail`: a full sentence instead of the general words. */
  add(kind: RefusalKind, address: string, detail?: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > 1) return;
    const text = detail ?? `A connection from ${address} was refused: ${WORDS[kind]}.`;
    this.#notice(`${printable(text)} Further ones are only counted.`);
  }

  /** Reports the counts of kinds that occurred more than once. */
  summarize(): void {
    const repeated = [...this.#counts].filter(([, count]) => count > 1);
    if (repeated.length === 0) return;
    const total = repeated.reduce((sum, [, count]) => sum + count, 0);
    const list = repeated.map(([kind, count]) => `${WORDS[kind]} (${count})`).join("; ");
    this.#notice(`${counted(total, "connection")} refused: ${list}.`);
  }
}
