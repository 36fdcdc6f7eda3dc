// Who watches the connections of a line: every byte of both directions, and their end.

/** The observer of a line. */
export interface LineObserver {
  /** A client has connected to the line, from this address and port. */
  opened(address: string): ConnectionObserver;
}

/** None of these may throw, change the bytes, or keep them after the call without a copy. */
export interface ConnectionObserver {
  /** The next bytes of the client, before they go to the broker. */
  fromClient(bytes: Buffer): void;
  /** The next bytes of the broker, before they go to the client. */
  fromBroker(bytes: Buffer): void;
  /** This side sends nothing more; comes once for each side, after its last bytes. */
  ended(side: "client" | "broker"): void;
  /** The broker cannot be reached, or its connection broke. */
  brokerFailed(error: Error): void;
}
