// The broker's side of one connection: its channels, and the requests that stay unread during an alarm.
import type { Wire } from "../virtual/wire.ts";
import type { RequeueReason } from "./message.ts";
import type { ChannelBroker, ChannelClient, ChannelOptions } from "./channel-ports.ts";
import { ServerChannel } from "./server-channel.ts";

/** The connections of the broker, as one of them sees them. */
interface SessionRoster {
  readonly hasAlarm: boolean;
  remove(session: Session): void;
}

export interface SessionBroker extends ChannelBroker {
  readonly connections: SessionRoster;
}

export class Session {
  readonly broker: SessionBroker;
  readonly wire: Wire;
  readonly name: string;
  /** Number of its node. */
  readonly node: number;
  readonly channels = new Set<ServerChannel>();
  readonly #onBlocked: (isBlocked: boolean) => void;
  #hasPublished = false;
  /** Requests that the broker does not read during an alarm; null without one. */
  #unread: (() => void)[] | null = null;
  isOpen = true;

  constructor(
    broker: SessionBroker,
    wire: Wire,
    { name, node }: { readonly name: string; readonly node: number },
    onBlocked: (isBlocked: boolean) => void,
  ) {
    this.broker = broker;
    this.wire = wire;
    this.name = name;
    this.node = node;
    this.#onBlocked = onBlocked;
  }

  /** Handles a request of the client, in the order of sending. */
  receive(act: () => void): void {
    if (!this.isOpen) return;
    if (this.#unread) this.#unread.push(act);
    else act();
  }

  /** Handles a publish; an alarm blocks only connections that publish. */
  receivePublish(act: () => void): void {
    this.receive(() => {
      this.#hasPublished = true;
      if (this.broker.connections.hasAlarm) this.block();
      this.receive(act);
    });
  }

  block(): void {
    if (this.#unread || !this.#hasPublished || !this.isOpen) return;
    this.#unread = [];
    this.wire.toClient(() => this.#onBlocked(true));
  }

  unblock(): void {
    const unread = this.#unread;
    if (unread === null) return;
    this.#unread = null;
    this.wire.toClient(() => this.#onBlocked(false));
    for (const act of unread) this.receive(act);
  }

  open(client: ChannelClient, options: ChannelOptions): ServerChannel {
    const channel = new ServerChannel(this, client, options);
    this.channels.add(channel);
    return channel;
  }

  /** The connection has ended: requeues the unacknowledged messages of its channels. */
  end(why: RequeueReason): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.broker.connections.remove(this);
    for (const channel of this.channels) channel.end(why);
  }
}
