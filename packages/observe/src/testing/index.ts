export { atMs, PlayedConnection } from "./played.ts";
