export { joined, randomConversation } from "./conversations.ts";
export { broker, client, content, heartbeat, text } from "./encoder.ts";
