export { randomConversation } from "./conversations.ts";
export { joined } from "./segments.ts";
export { broker, client, content, heartbeat, text } from "./encoder.ts";
