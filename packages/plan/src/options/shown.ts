// The text of an option's value as it may be printed and stored: a broker's URI may be given to the wrong option.
import { hideCredentials, redactValue } from "@fairhare/core";
import { FAULT_KINDS, FAULT_ROLES } from "@fairhare/workload";
import type { OptionKey } from "./option.ts";
import { OPTIONS } from "./table.ts";

export function shown(key: OptionKey, text: string): string {
  const { kind } = OPTIONS[key];
  if (kind.show !== undefined) return kind.show(text);
  return isMisplacedUri(key, text) ? hideCredentials(text) : text;
}

/** Its password would otherwise go wherever such a value goes: into a file's name, a trial's id, a message. */
export const isMisplacedUri = (key: OptionKey, text: string): boolean =>
  key !== "uri" && (redactValue(text) !== text || isWithoutScheme(key, text));

/** `user:password@host`, where that is not what the option takes: a file may be called so. */
function isWithoutScheme(key: OptionKey, text: string): boolean {
  if (!/:.*@/s.test(text)) return false;
  if (key === "faults") return text.split("|").some((one) => /:.*@/s.test(one) && !isFaultLike(one));
  return key === "threshold" || key === "exclude" || OPTIONS[key].kind.read(text) === undefined;
}

/** Whether somebody who wrote this meant a fault, however wrong it is: its kind, its target or its time is like one. */
export function isFaultLike(text: string): boolean {
  const at = text.lastIndexOf("@");
  const [first = "", second = ""] = text.slice(0, at).trim().split(":");
  return (
    FAULT_KINDS.some((kind) => kind === first) ||
    FAULT_ROLES.some((role) => role === second) ||
    // The credentials of a URI may have an @ as well, and then there are two.
    (text.indexOf("@") === at && /^\d+(\.\d+)?(us|ms|s|m|h)?(,|$)/.test(text.slice(at + 1).trim()))
  );
}
