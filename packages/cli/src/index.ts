export { typedCommand } from "./run/typed-command.ts";
