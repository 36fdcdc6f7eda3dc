// The completion script of bash.
import type { CompletedCommand, Value } from "./model.ts";

export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of fairhare for bash. To use it: source <(fairhare completion bash)
_fairhare() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=run flags= words= list=
  # Bash splits --flag=value at the equals sign.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  [[ $COMP_CWORD -gt 1 && " ${names.join(" ")} " == *" \${COMP_WORDS[1]} "* ]] && command=\${COMP_WORDS[1]}
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap((command) => valueCases(command)).join("\n")}
  esac
  if [[ -n $words ]]; then
    # The value before the last comma stays.
    [[ -n $list && $cur == *,* ]] && list=\${cur%,*}, || list=
    COMPREPLY=($(compgen -P "$list" -W "$words" -- "\${cur##*,}"))
    return
  fi
  case $command in
${commands.map(({ name, words, flags }) => `    ${name}) words='${words.join(" ")}' flags='${flags.flatMap(({ long, short }) => [long, ...(short === undefined ? [] : [short])]).join(" ")} --help' ;;`).join("\n")}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W '${names.join(" ")} help' -- "$cur"))
  elif [[ -n $words && $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null
  fi
}
complete -F _fairhare fairhare
`;
}

function valueCases({ name, flags }: CompletedCommand): string[] {
  return flags.flatMap(({ long, short, value }) => {
    if (value === null) return [];
    const pattern = [long, ...(short === undefined ? [] : [short])].map((flag) => `"${name} ${flag}"`).join(" | ");
    return [`    ${pattern}) ${actionOf(value)} ;;`];
  });
}

function actionOf(value: Value): string {
  if (value.kind === "words") return `words='${value.words.join(" ")}'${value.isList ? " list=yes" : ""}`;
  if (value.kind === "other") return "return";
  const generator = value.kind === "directory" ? "-d" : "-f";
  return `COMPREPLY=($(compgen ${generator} -- "$cur")); compopt -o filenames 2>/dev/null; return`;
}
