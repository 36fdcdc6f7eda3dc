// The completion script of zsh.
import type { CompletedCommand, CompletedFlag, Value } from "./model.ts";

export const zshScript = (commands: readonly CompletedCommand[]): string => `#compdef fairhare
# Completion of fairhare for zsh. To use it: source <(fairhare completion zsh), after compinit
_fairhare() {
  local -a names
  names=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join("\n")}
  )
  local command=run
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command names
    return
  fi
  if [[ -n \${(M)names:#$words[2]:*} ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map((command) => caseOf(command)).join("\n")}
  esac
}
compdef _fairhare fairhare
`;

function caseOf({ name, words, flags }: CompletedCommand): string {
  const rest = words.length > 0 ? [quoted(`1:command:(${words.join(" ")})`)] : [];
  const specs = [
    ...flags.flatMap((flag) => specsOf(flag)),
    quoted("--help[show the help]"),
    ...rest,
    "'*:file:_files'",
  ];
  return `    ${name})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(" \\\n")}\n      ;;`;
}

/** A repeated flag is allowed: its last value counts. */
function specsOf({ long, short, description, value }: CompletedFlag): string[] {
  const text = description.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const argument = value === null ? "" : `:value:${actionOf(value)}`;
  return [long, ...(short === undefined ? [] : [short])].map((flag) => quoted(`*${flag}[${text}]${argument}`));
}

const FILES = { file: "_files", directory: "_files -/", other: " " } as const;

function actionOf(value: Value): string {
  if (value.kind !== "words") return FILES[value.kind];
  return value.isList ? `_values -s , value ${value.words.join(" ")}` : `(${value.words.join(" ")})`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
