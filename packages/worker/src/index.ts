export { type Work, startWork } from "./work.ts";
