// The broker's side of one connection: its channels, and what it leaves unread while an alarm lasts.
import type { Wire } from "../virtual/wire.ts";
import type { RequeueReason } from "./message.ts";
import { type ChannelBroker, type ChannelClient, type ChannelOptions, ServerChannel } from "./server-channel.ts";

export interface SessionBroker extends ChannelBroker {
  readonly hasAlarm: boolean;
  forget(session: Session): void;
}

export class Session {
  readonly broker: SessionBroker;
  readonly wire: Wire;
  readonly name: string;
  readonly channels = new Set<ServerChannel>();
  readonly #onBlocked: (isBlocked: boolean) => void;
  #hasPublished = false;
  /** What it has sent and the broker does not read, while an alarm lasts. */
  #unread: (() => void)[] | null = null;
  isOpen = true;

  constructor(broker: SessionBroker, wire: Wire, name: string, onBlocked: (isBlocked: boolean) => void) {
    this.broker = broker;
    this.wire = wire;
    this.name = name;
    this.#onBlocked = onBlocked;
  }

  /** What the client has sent, in its order. */
  receive(act: () => void): void {
    if (!this.isOpen) return;
    if (this.#unread) this.#unread.push(act);
    else act();
  }

  /** The same for a publish: a connection that publishes is what an alarm blocks. */
  receivePublish(act: () => void): void {
    this.receive(() => {
      this.#hasPublished = true;
      if (this.broker.hasAlarm) this.block();
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

  /** The socket is gone, or the client has closed it. */
  gone(why: RequeueReason): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.broker.forget(this);
    for (const channel of this.channels) channel.gone(why);
  }

  vanish(): void {
    this.isOpen = false;
    for (const channel of this.channels) channel.vanish();
  }
}
