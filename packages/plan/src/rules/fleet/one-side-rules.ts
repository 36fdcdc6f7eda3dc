// Rules of producers alone (--workers 0) and workers alone (--producers 0): the other side is other programs.
import type { TrialSettings } from "@fairhare/workload";
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

const isOneSided = ({ workers, producers }: TrialSettings): boolean => workers === 0 || producers === 0;

const someoneTakesPart: Rule = ({ settings, cell: { workers, producers }, problems }) => {
  if (settings.workers === 0 && settings.producers === 0)
    refuse(problems, [workers, producers], "Nothing would be published or consumed. Use at least 1 of one of them.");
};

const othersKnowTheQueue: Rule = ({ settings, cell: { workers, producers }, problems }) => {
  if (isOneSided(settings) && settings.queue.name === null)
    refuse(
      problems,
      [settings.workers === 0 ? workers : producers],
      "Other programs use the queue as well, so it needs a name. Add --queue NAME.",
    );
};

const backlogNeedsBoth: Rule = ({ settings, cell: { workers, producers, backlog }, problems }) => {
  if (isOneSided(settings) && settings.backlog)
    refuse(
      problems,
      [backlog, settings.workers === 0 ? workers : producers],
      "Only a run with producers and workers fills the queue before it consumes. Remove --backlog.",
    );
};

const failuresNeedTasks: Rule = ({ settings, cell: { workers, producers, fail }, problems }) => {
  if (!isOneSided(settings) || settings.fail.kind === "none") return;
  if (settings.workers === 0) refuse(problems, [fail, workers], "No worker could fail. Remove --fail.");
  else
    refuse(
      problems,
      [fail, producers],
      "Failures are chosen by the number of a task, which messages of others do not have. Remove --fail.",
    );
};

const deadLettersNeedBoth: Rule = ({ settings, cell: { workers, producers, deadLetter, onError }, problems }) => {
  if (isOneSided(settings) && (settings.deadLetter || settings.onError === "retry-delay"))
    refuse(
      problems,
      [deadLetter ?? onError, settings.workers === 0 ? workers : producers],
      "The queue for failed tasks is deleted at the end, with messages of others in it. Remove it.",
    );
};

const faultsHaveATarget: Rule = ({ settings, cell: { workers, producers }, faults, problems }) => {
  for (const fault of faults) {
    const { role, connection } = fault.value;
    const owner = connection?.owner ?? role;
    if (settings.workers === 0 && owner === "worker")
      refuse(problems, [fault, workers], "There is no worker. Remove the fault.");
    if (settings.producers === 0 && owner === "producer")
      refuse(problems, [fault, producers], "There is no producer. Remove the fault.");
  }
};

const programsNeedBoth: Rule = ({ settings, cell, problems }) => {
  const { workers, producers, workerCommand, producerCommand } = cell;
  const program = workerCommand ?? producerCommand;
  if (isOneSided(settings) && program)
    refuse(
      problems,
      [program, settings.workers === 0 ? workers : producers],
      "A program is measured together with the other side. Remove one of them; the command `tap` measures programs that run already.",
    );
};

const noteUnusedTraffic: Rule = ({ settings, cell: { tasks, tasksPerProducer, rate, producers }, problems }) => {
  if (settings.producers > 0) return;
  for (const given of [tasks, tasksPerProducer, rate])
    if (isExplicit(given))
      problems.withoutEffect(given, `${given.place} has no effect with ${producers?.place}: nothing is published.`);
};

export const ONE_SIDE_RULES: readonly Rule[] = [
  someoneTakesPart,
  othersKnowTheQueue,
  backlogNeedsBoth,
  failuresNeedTasks,
  deadLettersNeedBoth,
  faultsHaveATarget,
  programsNeedBoth,
  noteUnusedTraffic,
];
