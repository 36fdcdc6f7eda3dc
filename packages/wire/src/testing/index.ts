export { joined } from "./conversations.ts";
export { broker, client, content, heartbeat, type Properties, text } from "./encoder.ts";
