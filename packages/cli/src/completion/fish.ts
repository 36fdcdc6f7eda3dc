// The completion script of fish.
import type { CompletedCommand, CompletedFlag, Value } from "./model.ts";

export const fishScript = (commands: readonly CompletedCommand[]): string => {
  const names = commands.map(({ name }) => name);
  return `# Completion of fairhare for fish. To use it: fairhare completion fish | source
function __fairhare_is
  set -l words (commandline -opc)
  if test (count $words) -gt 1; and contains -- $words[2] ${names.join(" ")}
    test $words[2] = $argv[1]
  else
    test $argv[1] = run
  end
end
function __fairhare_is_first
  test (count (commandline -opc)) -eq 1
end
complete -c fairhare -e
complete -c fairhare -f
${commands.map(({ name, description }) => `complete -c fairhare -n __fairhare_is_first -a ${name} -d ${quoted(description)}`).join("\n")}
complete -c fairhare -l help -d 'show the help'
${commands.flatMap((command) => linesOf(command)).join("\n")}
`;
};

function linesOf({ name, words, flags }: CompletedCommand): string[] {
  const condition = `complete -c fairhare -n '__fairhare_is ${name}'`;
  return [
    ...(words.length > 0 ? [`${condition} -a ${quoted(words.join(" "))}`] : []),
    ...flags.map(({ long, short, description, value }: CompletedFlag) =>
      [
        condition,
        ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
        `-l ${long.slice(2)}`,
        `-d ${quoted(description)}`,
        ...argumentsOf(value),
      ].join(" "),
    ),
  ];
}

function argumentsOf(value: Value | null): string[] {
  if (value === null) return [];
  if (value.kind === "file") return ["-r", "-F"];
  if (value.kind === "directory") return ["-x", "-a '(__fish_complete_directories)'"];
  return ["-x", ...(value.kind === "words" ? [`-a ${quoted(value.words.join(" "))}`] : [])];
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
