// Objects as YAML texts that people read: a comment on top, two spaces, no folded lines, no aliases.
import { Document } from "yaml";

/** Each line of `comment` becomes a comment line. */
export function yamlText(comment: readonly string[], content: object): string {
  // kubectl and docker read YAML 1.1, in which a plain `no` or `0400` is not a text; this version quotes them.
  const document = new Document(content, { version: "1.1", aliasDuplicateObjects: false });
  document.commentBefore = comment.map((line) => ` ${line}`).join("\n");
  return document.toString({ lineWidth: 0 });
}
