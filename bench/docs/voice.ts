// Finds turns of phrase that the project does not use: hard to read, archaic or ambiguous. CONTRIBUTING.md has the rules
// of style; these are the ones that a pattern can check.

interface Turn {
  readonly name: string;
  /** Matches within one sentence. */
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** Only in full sentences: not in comments, where a phrase without a verb is common. */
  readonly inProse?: true;
}

/** Verbs that make "who" or "what" the subject of a clause. */
const VERBS =
  "is|are|was|were|has|have|had|does|did|can|cannot|could|may|might|must|will|would|goes|joins|stays|comes|counts|ends|leaves|loses|happens|remains|begins|needs|wants|differs|fails|gets|asks|waits|holds|makes|varies|follows|stands|belongs|works|publishes|reads|calls|passes|crosses|went|came|got|took|gives|takes|knows|looks|runs|sends";

const TURNS: readonly Turn[] = [
  { name: "mend", pattern: /\bmend(?:s|ed|ing)?\b/i, instead: "hint, fix, what to do" },
  { name: "in good order", pattern: /\bin good order\b/i, instead: "gracefully, graceful shutdown" },
  { name: "who is heavy", pattern: /\bwho is heavy\b/i, instead: "service-time distribution" },
  {
    name: "nobody got",
    pattern: /\bnobody (?:got|gets|hears|heard|saw)\b|\b(?:hit|hits|finds|found|names) nobody\b/i,
    instead: "no worker received, no eligible target",
  },
  {
    name: "X is no Y",
    pattern:
      /(?<!\b(?:there|it) )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|fewer\b|better\b|worse\b|one\b|later\b)[a-z]+/i,
    instead: "is not a …, is not a valid …",
  },
  {
    name: "see to it",
    pattern: /\b(?:see|sees|saw|seen|seeing) to (?:it|that|them|everything|a|the)\b|\bseen to by\b/i,
    instead: "makes sure, prevents",
  },
  { name: "is told to", pattern: /\b(?:is|are|was|were|been) told to\b/i, instead: "shut down, SIGTERM, the actor" },
  {
    name: "what it took",
    pattern: /\bwhat (?:it|they|this|that|a run) (?:took|takes)\b/i,
    instead: "resource usage, cost",
  },
  {
    name: "gets … through",
    pattern: /\bgets? (?:most|more|all|fewest|nothing|\w+ tasks?)(?: tasks?)? through\b/i,
    instead: "has the highest throughput",
  },
  { name: "and the like", pattern: /\bor the like\b|\band the like\b/i, instead: "name the things, or: such as" },
  { name: "as well as it can", pattern: /\bas well as (?:it|they|one) can\b/i, instead: "say what it does" },
  { name: "theirs too", pattern: /\b(?:theirs|its|ours) too\b/i, instead: "results may be skewed" },
  { name: "itself broke", pattern: /\bitself broke\b/i, instead: "internal error" },
  { name: "serves after", pattern: /\bserves after\b/i, instead: "ready in" },
  { name: "which the broker may not", pattern: /\bwhich the broker may not\b/i, instead: "name the verb" },
  { name: "that which", pattern: /\bthat which\b/i, instead: "name the thing" },
  { name: "for … sake", pattern: /\bfor (?:[a-z]+ )*[a-z]+'s sake\b|\bfor its sake\b/i, instead: "because of" },
  { name: "for ever", pattern: /\bfor ever\b/i, instead: "forever, without end" },
  {
    name: "ours to",
    pattern: /\b(?:ours|theirs|yours) to (?:break|restart|kill|end|start)\b/i,
    instead: "belongs to, does not own",
  },
  {
    name: "a clause with who or what as subject",
    // The second verb belongs to the main clause: without it, the words are a title.
    pattern: new RegExp(
      `^(?:Who|What|Whoever|Whatever) (?:(?:never|not|really|alone|still) )?(?:${VERBS})\\b.*\\b(?:${VERBS})\\b(?!.*\\?$)`,
    ),
    instead: "name the subject",
  },
  { name: "whose", pattern: /^Whose\b(?!.*\?$)/, instead: "name the subject" },
  {
    name: "a sentence that begins with who or what",
    pattern: /^(?:Who|What|Whoever|Whatever) (?!to\b).*\.$/,
    instead: "name the subject",
    inProse: true,
  },
];

/** A piece of text that a person reads. */
export interface Passage {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly isComment: boolean;
}

export interface Offence {
  readonly line: number;
  readonly turn: Turn;
  readonly sentence: string;
}

/** All turns in these passages, sentence by sentence. */
export function offencesIn(passages: readonly Passage[]): Offence[] {
  return passages.flatMap(({ line, text, isComment }) =>
    sentencesOf(text).flatMap((sentence) =>
      TURNS.filter(({ inProse, pattern }) => !(inProse && isComment) && pattern.test(sentence)).map((turn) => ({
        line,
        turn,
        sentence,
      })),
    ),
  );
}

const sentencesOf = (text: string): string[] =>
  text
    .replaceAll(/\s+/g, " ")
    .split(/(?<=[.!?:;]) /)
    .map((sentence) => sentence.trim());

/** Paragraphs, list items and table cells, without code. */
export function markdownPassages(text: string): Passage[] {
  const passages: Passage[] = [];
  let isCode = false;
  let paragraph: { line: number; text: string } | undefined;
  const end = (): void => {
    if (paragraph) passages.push({ ...paragraph, isComment: false });
    paragraph = undefined;
  };
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    if (raw.startsWith("```")) isCode = !isCode;
    const content = isCode || raw.startsWith("```") ? "" : raw.replaceAll(/`[^`]*`/g, "CODE");
    if (content.startsWith("|")) {
      end();
      for (const cell of content.split("|")) passages.push({ line, text: cell, isComment: false });
    } else if (content.trim() === "" || content.startsWith("#")) {
      end();
      passages.push({ line, text: content.replace(/^#+ /, ""), isComment: false });
    } else {
      const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(content)?.[1];
      if (item !== undefined) end();
      paragraph = { line: paragraph?.line ?? line, text: `${paragraph?.text ?? ""} ${item ?? content}` };
    }
  }
  end();
  return passages;
}

/** Strings of a JSON file. */
export const jsonPassages = (text: string): Passage[] =>
  text.split("\n").flatMap((content, index) =>
    [...content.matchAll(/: "((?:[^"\\]|\\.)*)"/g)].map(([, value = ""]) => ({
      line: index + 1,
      text: value,
      isComment: false,
    })),
  );

/** Comments of a YAML file or a shell script. */
export const hashComments = (text: string): Passage[] =>
  commentBlocks(
    text.split("\n").map((content, index) => ({ line: index + 1, text: /^\s*# ?(.*)$/.exec(content)?.[1] })),
  );

/** Comments and string literals of TypeScript or JavaScript. Consecutive line comments are one passage. */
export function sourcePassages(text: string): Passage[] {
  const passages: Passage[] = [];
  const lineComments: { line: number; text: string | undefined }[] = [];
  for (const { at, token } of tokensOf(text)) {
    const line = text.slice(0, at).split("\n").length;
    if (token.startsWith("//")) lineComments.push({ line, text: token.slice(2).trim() });
    else if (token.startsWith("/*")) passages.push(...docComment(token, line));
    else passages.push({ line, text: token.slice(1, -1), isComment: false });
  }
  return [...passages, ...commentBlocks(lineComments)];
}

interface Token {
  readonly at: number;
  /** A comment, or a literal with its quotes; each `${…}` of a template is the word CODE. */
  readonly token: string;
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
/** Follows a bracket, an operator or `return`, unlike a division. */
const REGULAR_EXPRESSION = /(?<=[(,=:[!&|?{};>\n]\s*|\breturn )\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Those from `start` to the `}` that closes an expression within a template, or to the end. */
function* tokensOf(text: string, start = 0): Generator<Token, number> {
  let depth = 0;
  for (let at = start; at < text.length;) {
    const token = matchAt(COMMENT, text, at) ?? matchAt(STRING, text, at);
    if (token !== undefined) {
      yield { at, token };
      at += token.length;
      continue;
    }
    if (text[at] === "`") at = yield* template(text, at);
    else if (text[at] === "}" && depth-- === 0 && start > 0) return at;
    else {
      if (text[at] === "{") depth++;
      at += matchAt(REGULAR_EXPRESSION, text, at)?.length ?? 1;
    }
  }
  return text.length;
}

/** The template that begins here, and the tokens in its expressions; returns its end. */
function* template(text: string, start: number): Generator<Token, number> {
  let words = "";
  let at = start + 1;
  while (at < text.length && text[at] !== "`") {
    if (text.startsWith("${", at)) {
      at = (yield* tokensOf(text, at + 2)) + 1;
      words += "CODE";
    } else {
      words += text[at];
      at += text[at] === "\\" ? 2 : 1;
    }
  }
  yield { at: start, token: `\`${words}\`` };
  return at + 1;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function docComment(token: string, line: number): Passage[] {
  const lines = token
    .slice(2, -2)
    .split("\n")
    .map((content, index) => ({ line: line + index, text: content.replace(/^\s*\*? ?/, "").trim() || undefined }));
  return commentBlocks(lines);
}

/** Joins lines that follow each other. */
function commentBlocks(lines: readonly { readonly line: number; readonly text: string | undefined }[]): Passage[] {
  const blocks: Passage[] = [];
  let last = -1;
  for (const { line, text } of lines) {
    if (text === undefined) continue;
    const before = blocks.at(-1);
    if (before && line === last + 1) blocks[blocks.length - 1] = { ...before, text: `${before.text} ${text}` };
    else blocks.push({ line, text, isComment: true });
    last = line;
  }
  return blocks.map((block) => ({ ...block, text: block.text.replaceAll(/`[^`]*`/g, "CODE") }));
}
