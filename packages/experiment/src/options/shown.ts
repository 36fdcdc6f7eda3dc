// The text of an option's value as it may be printed and stored.
import { redactValue } from "@fairhare/core";
import type { OptionKey } from "./option.ts";
import { OPTIONS } from "./table.ts";

export const shown = (key: OptionKey, text: string): string => OPTIONS[key].kind.show?.(text) ?? redactValue(text);

/** Its password would otherwise go wherever such a value goes: into a file's name, a trial's id, a message. */
export const isMisplacedUri = (key: OptionKey, text: string): boolean => key !== "uri" && redactValue(text) !== text;
