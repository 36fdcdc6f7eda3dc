export { type Side, Settlement, type WireConsumer, type WireListener, type WirePeer } from "./listener.ts";
export { HEAD_BYTES, type MessageKey, type WireMessage } from "./message.ts";
export { WireReader } from "./wire-reader.ts";
