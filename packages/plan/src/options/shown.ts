// Redacts the text of an option value before it is printed or stored: a user may give a broker URI, with its password,
// to any option.
import { hideCredentials, redactValue } from "@fairhare/core";
import { FAULT_KINDS, FAULT_ROLES } from "@fairhare/workload";
import type { OptionKey } from "./option.ts";
import { OPTIONS } from "./table.ts";

export function shown(key: OptionKey, text: string): string {
  const { kind } = OPTIONS[key];
  if (kind.show !== undefined) return kind.show(text);
  return isMisplacedUri(key, text) ? hideCredentials(text) : text;
}

/** Whether the text looks like a broker URI; its password must not reach file names, trial ids or messages. */
export const isMisplacedUri = (key: OptionKey, text: string): boolean =>
  OPTIONS[key].kind.show === undefined && (redactValue(text) !== text || isWithoutScheme(key, text));

/** `user:password@host`, unless it is a valid value of the option: a file may have such a name. */
function isWithoutScheme(key: OptionKey, text: string): boolean {
  if (!/:.*@/s.test(text)) return false;
  if (key === "faults") return text.split("|").some(hasUri);
  return key === "threshold" || key === "exclude" || OPTIONS[key].kind.read(text) === undefined;
}

/** Also behind a fault and a comma, which may be a list that was meant for several options. */
const hasUri = (text: string): boolean =>
  /:.*@/s.test(text) && (!isFaultLike(text) || hasUri(text.replace(/^[^@]*@[^,]*,?/s, "")));

/** Whether the text is meant as a fault, even an invalid one: its kind, target or time looks like one. */
export function isFaultLike(text: string): boolean {
  const at = text.lastIndexOf("@");
  const [first = "", second = ""] = text.slice(0, at).trim().split(":");
  return (
    FAULT_KINDS.some((kind) => kind === first) ||
    FAULT_ROLES.some((role) => role === second) ||
    // A URI with an @ in its credentials has two of them.
    (text.indexOf("@") === at && /^\d+(\.\d+)?(us|ms|s|m|h)?(,|$)/.test(text.slice(at + 1).trim()))
  );
}
