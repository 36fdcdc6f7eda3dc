// Rules of --worker-command and --producer-command: the syntax of the commands, and the settings that only Fairhare's
// own workers and producers can follow.
import { splitUris } from "@fairhare/core";
import { splitCommand } from "@fairhare/workload";
import { type Cell, type Given, isExplicit } from "../../options/given.ts";
import type { OptionKey } from "../../options/option.ts";
import { refuse, type Rule } from "../rule.ts";

/** Settings of Fairhare's own workers, with a value that means nothing for a program, and what the user can do. */
const OF_OWN_WORKERS: readonly (readonly [key: OptionKey, harmless: string, hint: string])[] = [
  ["workersPerProcess", "1", "Each worker is a program of its own."],
  ["speed", "1", "The program has its own speed."],
  ["holdBody", "false", "The program decides what it keeps in memory."],
  ["consumerPriority", "0", "The program registers its own consumer."],
  ["consumerArg", "", "The program registers its own consumer."],
  ["startJitter", "0ms", "The program decides when it begins to consume."],
  ["rampUp", "0ms", "The program decides when it begins to consume."],
  ["multiAckEvery", "1", "The program decides how it acknowledges."],
  ["fail", "none", "The program's own handlers fail or succeed."],
];
const OF_OWN_PRODUCERS: readonly (readonly [key: OptionKey, harmless: string, hint: string])[] = [
  ["rate", "unlimited", "The program has its own pace."],
  ["pace", "constant", "The program has its own pace."],
  ["time", "", "The program decides when it ends."],
  ["size", "0", "The program writes its own messages."],
  ["body", "auto", "The program writes its own messages."],
  ["contentType", "", "The program sets the properties of its messages."],
  ["property", "", "The program sets the properties of its messages."],
  ["priority", "", "The program sets the properties of its messages."],
  ["skew", "", "The program's messages decide how long a task takes."],
  ["confirm", "", "The program decides whether it asks for publisher confirms."],
  ["persistent", "", "The program sets the properties of its messages."],
  ["onUnknown", "", "The program decides whether it publishes again."],
];

const commandsAreReadable: Rule = ({ settings: { shell }, cell, problems }) => {
  for (const given of [cell.workerCommand, cell.producerCommand]) {
    const problem = shell || given === undefined ? undefined : splitCommand(given.value).problem;
    if (problem !== undefined) refuse(problems, [given], problem);
  }
};

const settingsAreOfTheProgram: Rule = ({ cell, problems }) => {
  const check = (command: Given<unknown> | undefined, settings: typeof OF_OWN_WORKERS, whose: string): void => {
    for (const [key, harmless, hint] of command === undefined ? [] : settings) {
      const given = cell[key];
      if (isExplicit<unknown>(given) && given.text !== harmless)
        refuse(
          problems,
          [command, given],
          `${hint} Remove ${placeOfOption(given)}: only Fairhare's own ${whose} follow it.`,
        );
    }
  };
  check(cell.workerCommand, OF_OWN_WORKERS, "workers");
  check(cell.producerCommand, OF_OWN_PRODUCERS, "producers");
};

const brokerIsOne: Rule = ({ cell: { uri, workerCommand, producerCommand }, problems }) => {
  const command = workerCommand ?? producerCommand;
  if (command !== undefined && uri !== undefined && splitUris(uri.value).length > 1)
    refuse(problems, [command, uri], "A program connects to one address. Use a single URI.");
};

const earlyAcksAreOurs: Rule = ({ settings, cell: { workerCommand, ack }, problems }) => {
  if (workerCommand !== undefined && settings.ack === "early")
    refuse(problems, [workerCommand, ack], "The program decides when it acknowledges. Remove --ack early.");
};

const workIsInTheBody: Rule = ({ settings, cell: { workerCommand, work }, problems }) => {
  if (workerCommand !== undefined && settings.work === "cpu")
    refuse(problems, [workerCommand, work], "The program does its own work. Remove --work cpu.");
};

const connectionsHaveNames: Rule = ({ cell: { workerCommand, producerCommand }, faults, problems }) => {
  for (const given of faults) {
    const { kind, connection } = given.value;
    const owner = connection?.owner ?? null;
    const hits = [owner === "producer" ? undefined : workerCommand, owner === "worker" ? undefined : producerCommand];
    if (kind === "close" && hits.some((command) => command !== undefined))
      refuse(
        problems,
        [given, ...hits],
        "The broker finds a connection by the name that Fairhare's own processes give it. Use cut:connection instead.",
      );
  }
};

const patternHasAProgram: Rule = ({ cell: { donePattern, workerCommand }, problems }) => {
  if (donePattern !== undefined && workerCommand === undefined)
    refuse(
      problems,
      [donePattern],
      "Fairhare's own workers record their completions. Add --worker-command, or remove it.",
    );
};

const noteUnusedSettings: Rule = ({ cell, problems }) => {
  if (cell.workerCommand !== undefined || cell.producerCommand !== undefined) return;
  for (const given of [cell.grace, cell.shell, cell.showOutput] satisfies (Given<unknown> | undefined)[])
    if (isExplicit<unknown>(given))
      problems.withoutEffect(given, `${given.place} has no effect without --worker-command or --producer-command.`);
};

const noteBinaryBody: Rule = ({ settings, cell: { workerCommand, body }, problems }) => {
  if (workerCommand !== undefined && settings.body === "binary" && isExplicit(body))
    problems.warning(`${body.place}: the program must read Fairhare's binary body (PROTOCOL.md).`);
};

export const PROGRAM_RULES: readonly Rule[] = [
  commandsAreReadable,
  settingsAreOfTheProgram,
  brokerIsOne,
  earlyAcksAreOurs,
  workIsInTheBody,
  connectionsHaveNames,
  patternHasAProgram,
  noteUnusedSettings,
  noteBinaryBody,
];

/** `--rate`, `FAIRHARE_RATE`: the place without its value. */
const placeOfOption = ({ place }: Cell[OptionKey] & object): string =>
  /^(--\S+|FAIRHARE_\w+)/.exec(place)?.[1] ?? place;
