// One direction of a connection: turns frames into methods and messages, and checks that they come in a valid order.
import { readBrokerConnectionMethod, readBrokerMethod } from "./broker-methods.ts";
import type { Channel } from "./channel.ts";
import { readClientConnectionMethod, readClientMethod } from "./client-methods.ts";
import type { Content } from "./content.ts";
import { type Conversation, LIMIT_BEFORE_TUNE } from "./conversation.ts";
import { Fields } from "./frames/fields.ts";
import { type FrameSink, FrameSplitter } from "./frames/frame-splitter.ts";
import type { Side } from "./listener.ts";
import { FrameType, Method } from "./frames/methods.ts";
import { beginMessage, endMessage, hasContent } from "./messages.ts";

export class Direction implements FrameSink {
  readonly #side: Side;
  readonly #conversation: Conversation;
  readonly #splitter: FrameSplitter;
  readonly #fields = new Fields();
  /** Messages that are not complete; one, unless channels interleave. */
  readonly #pending: Content[] = [];
  #chunk: Uint8Array | undefined;

  constructor(side: Side, conversation: Conversation) {
    this.#side = side;
    this.#conversation = conversation;
    this.#splitter = new FrameSplitter(this, side, LIMIT_BEFORE_TUNE);
    conversation.add(this.#splitter);
  }

  feed(bytes: Uint8Array, start: number): void {
    this.#chunk = bytes;
    this.#splitter.feed(bytes, start);
    for (let index = this.#pending.length - 1; index >= 0; index--) {
      if (this.#pending[index]?.isPending === true) this.#pending[index]?.keep();
      // The end of its channel has ended the message.
      else this.#pending.splice(index, 1);
    }
    this.#chunk = undefined;
  }

  payload(type: number, number: number, bytes: Uint8Array, start: number, end: number): void {
    if (type === FrameType.method) this.#method(number, bytes, start, end);
    else this.#header(number, bytes, start, end);
  }

  body(number: number, bytes: Uint8Array, start: number, end: number): void {
    const content = this.#contentOf(this.#conversation.channel(number));
    if (content === undefined || !content.body(bytes, start, end))
      this.fail(`The ${this.#side} sent a body that no message announced, on channel ${number}.`);
  }

  bodyEnd(number: number): void {
    const content = this.#contentOf(this.#conversation.channel(number));
    if (content?.isPending === true) this.#completeIfWhole(number, content);
  }

  heartbeat(): void {
    this.#conversation.listener.heartbeat?.(this.#side);
  }

  fail(problem: string): void {
    this.#conversation.fail(problem);
  }

  #method(number: number, bytes: Uint8Array, start: number, end: number): void {
    const fields = this.#fields.open(bytes, start, end);
    const method = fields.u32();
    if (number === 0) this.#connectionMethod(method);
    else this.#channelMethod(method, number);
    if (fields.isShort)
      this.fail(
        `The ${this.#side} sent a method that is too short: class ${method >>> 16}, method ${method & 0xffff}.`,
      );
  }

  #connectionMethod(method: number): void {
    const read = this.#side === "client" ? readClientConnectionMethod : readBrokerConnectionMethod;
    if (!read(method, this.#fields, this.#conversation))
      this.fail(`The ${this.#side} sent a method of class ${method >>> 16} on channel 0.`);
  }

  #channelMethod(method: number, number: number): void {
    const conversation = this.#conversation;
    if (method === Method.channelOpen && this.#side === "client") {
      if (!conversation.open(number)) this.fail(`The client opened channel ${number}, which is open already.`);
      return;
    }
    const channel = conversation.channel(number);
    if (channel === undefined) {
      // A channel that both sides close at the same time has ended with the first answer.
      if (method !== Method.channelClose && method !== Method.channelCloseOk)
        this.fail(`The ${this.#side} sent a method on channel ${number}, which is not open.`);
      return;
    }
    const content = this.#contentOf(channel) as Content;
    const isClose = method === Method.channelClose || method === Method.channelCloseOk;
    if (content.isPending) {
      if (!isClose) {
        this.fail(`The ${this.#side} sent a method before its last message was complete, on channel ${number}.`);
        return;
      }
      this.#forget(content);
    }
    if (hasContent(method, this.#side)) this.#begin(method, channel, content);
    else if (this.#side === "client") readClientMethod(method, channel, this.#fields, conversation);
    else readBrokerMethod(method, channel, this.#fields, conversation);
  }

  #begin(method: number, channel: Channel, content: Content): void {
    const fields = this.#fields;
    const { bytes, at, end } = fields;
    const message = content.begin(method, bytes, at, end);
    this.#pending.push(content);
    beginMessage(message, channel, fields);
    if (bytes !== this.#chunk) content.keep();
  }

  #header(number: number, bytes: Uint8Array, start: number, end: number): void {
    const content = this.#contentOf(this.#conversation.channel(number));
    if (content === undefined || !content.header(bytes, start, end, this.#fields)) {
      this.fail(`The ${this.#side} sent a content header that is not valid or not expected, on channel ${number}.`);
      return;
    }
    if (bytes !== this.#chunk) content.keep();
    if (this.#conversation.listener.wantsDigest?.(content.message) === true) content.wantDigest();
    this.#completeIfWhole(number, content);
  }

  #completeIfWhole(number: number, content: Content): void {
    if (!content.isComplete) return;
    const channel = this.#conversation.channel(number);
    this.#forget(content);
    if (channel !== undefined) endMessage(content.message, channel, this.#conversation);
  }

  #forget(content: Content): void {
    content.drop();
    const index = this.#pending.indexOf(content);
    if (index !== -1) this.#pending.splice(index, 1);
  }

  #contentOf(channel: Channel | undefined): Content | undefined {
    return this.#side === "client" ? channel?.outgoing : channel?.incoming;
  }
}
