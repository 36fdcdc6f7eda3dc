// Findings about the history of a run: shards that are missing, damaged, cut off, or of another run.
import { counted, formatMs } from "@fairhare/core";
import { define } from "./definition.ts";

const RUN_AGAIN = "Run the experiment again, and do not change the files of its run directory.";

export const EVIDENCE_FINDINGS = {
  "shard-unreadable": define<{ problem: string }>({
    severity: "error",
    meaning: "A file of the history is not a valid shard. All records of its process are missing.",
    action: RUN_AGAIN,
    sentence: ({ problem }) => problem,
  }),
  "shard-of-another-process": define<{ shard: string; header: string }>({
    severity: "error",
    meaning: "The header of a shard names another process than its file name. The shard was renamed or copied.",
    action: RUN_AGAIN,
    sentence: ({ shard, header }) => `The shard ${shard} belongs to another process: its header names ${header}.`,
  }),
  "shard-damaged": define<{ shard: string; damage: string }>({
    severity: "error",
    meaning: "The checksums of a shard do not match its records. The records after the damage are not counted.",
    action: "Check the disk, then run the experiment again.",
    sentence: ({ shard, damage }) => `The shard ${shard} is damaged: it ${damage}. Later records were not counted.`,
  }),
  "shard-empty": define<{ shard: string }>({
    severity: "warning",
    meaning: "A process was killed while it opened its shard, before it published or processed anything.",
    action: "Ignore this finding: the process did no work.",
    sentence: ({ shard }) => `The shard ${shard} has no header: its process ended while it opened the file.`,
  }),
  "torn-record": define<{ shard: string; bytes: number }>({
    severity: "warning",
    meaning: "A process was killed while it wrote a record. That record is not counted.",
    action: "Ignore a few of them; check whether the disk is full if many shards have one.",
    sentence: ({ shard, bytes }) =>
      `The shard ${shard} ends in an incomplete record of ${counted(bytes, "byte")}, which was not counted.`,
  }),
  "orchestrator-shard-missing": define({
    severity: "error",
    meaning: "Without the orchestrator's shard, the phases and processes of the run are unknown.",
    action: RUN_AGAIN,
    sentence: () => "The orchestrator's shard is missing, so the end of the drain is unknown.",
  }),
  "orchestrator-shard-open": define({
    severity: "error",
    meaning: "Fairhare ended before the run did: it was killed, or it crashed.",
    action: "Run the experiment again.",
    sentence: () => "The orchestrator's shard has no closing record: Fairhare ended before the run did.",
  }),
  "shard-not-of-this-run": define<{ shard: string }>({
    severity: "error",
    meaning: "The orchestrator did not start the process that wrote this shard. The shard is not counted.",
    action: RUN_AGAIN,
    sentence: ({ shard }) =>
      `The shard ${shard} was written by a process that this run did not start; it was not counted.`,
  }),
  "process-end-not-seen": define<{ shard: string }>({
    severity: "error",
    meaning: "The orchestrator did not see a process end, and the process did not close its shard.",
    action: "Run the experiment again.",
    sentence: ({ shard }) =>
      `The orchestrator did not see the process of ${shard} end, and the shard has no closing record.`,
  }),
  "shard-missing": define<{ shard: string; bytes: number }>({
    severity: "error",
    meaning: "A shard that existed when its process ended is missing or empty.",
    action: RUN_AGAIN,
    sentence: ({ shard, bytes }) =>
      `The shard ${shard} is missing or empty; it had ${counted(bytes, "byte")} when its process ended.`,
  }),
  "shard-size-differs": define<{ shard: string; bytes: number; expectedBytes: number }>({
    severity: "error",
    meaning: "A shard was cut off or extended after its process ended.",
    action: RUN_AGAIN,
    sentence: ({ shard, bytes, expectedBytes }) =>
      `The shard ${shard} has ${counted(bytes, "byte")}, but had ${counted(expectedBytes, "byte")} when its process ended: records were cut off or added.`,
  }),
  "shard-not-closed": define<{ shard: string }>({
    severity: "error",
    meaning: "A process shut down gracefully, but its shard has no closing record: records may be missing.",
    action: RUN_AGAIN,
    sentence: ({ shard }) => `The shard ${shard} has no closing record although its process shut down gracefully.`,
  }),
  "shard-not-sealed": define<{ shard: string }>({
    severity: "error",
    meaning: "The last records of a shard have no checksum although no signal killed its process.",
    action: RUN_AGAIN,
    sentence: ({ shard }) =>
      `The shard ${shard} ends in records without a checksum although its process was not killed.`,
  }),
  "dead-letter-shard-unexpected": define<{ shard: string }>({
    severity: "error",
    meaning: "The history has a shard of a dead-letter queue, but the trial has no such queue.",
    action: RUN_AGAIN,
    sentence: ({ shard }) => `The shard ${shard} exists although this trial has no dead-letter queue.`,
  }),
  "dead-letter-shard-missing": define({
    severity: "error",
    meaning: "The trial has a dead-letter queue, but the history does not say what arrived in it.",
    action: RUN_AGAIN,
    sentence: () => "The shard of the dead-letter queue is missing.",
  }),
  "dead-letter-shard-open": define<{ shard: string }>({
    severity: "error",
    meaning: "The history of the dead-letter queue has no closing record, so its end may be missing.",
    action: RUN_AGAIN,
    sentence: ({ shard }) => `The shard ${shard} of the dead-letter queue has no closing record.`,
  }),
  "run-record-damaged": define<{ problem: string }>({
    severity: "error",
    meaning: "run.json of a stored run cannot be read, or was changed after it was written.",
    action: RUN_AGAIN,
    sentence: ({ problem }) => problem,
  }),
  "history-unreadable": define<{ problem: string }>({
    severity: "error",
    meaning: "A file or directory of a stored history cannot be read.",
    action: "Check that the run directory is complete and readable, then use the check command on it.",
    sentence: ({ problem }) => problem,
  }),
  "history-not-evaluable": define<{ problem: string }>({
    severity: "error",
    meaning:
      "The checker failed on the records of a history. This is a bug: damaged records must not stop the checker.",
    action: "Report this bug and attach the run directory.",
    sentence: ({ problem }) => `The history of the run cannot be evaluated: ${problem}.`,
  }),
  "makespan-below-bound": define<{ makespanMs: number; boundMs: number }>({
    severity: "error",
    meaning: "The makespan is shorter than any schedule of these tasks allows, so recorded times are wrong.",
    action: "Check the clock of the machine, then run the experiment again.",
    sentence: ({ makespanMs, boundMs }) =>
      `The makespan of ${formatMs(makespanMs)} is below its lower bound of ${formatMs(boundMs)}: the times in the history are wrong.`,
  }),
  "ledger-does-not-add-up": define<{ attempted: number }>({
    severity: "error",
    meaning: "The columns of the ledger do not add up to the attempted tasks. This is a bug in the checker.",
    action: "Report this bug and attach the run directory.",
    sentence: ({ attempted }) =>
      `The columns of the ledger do not add up to its ${counted(attempted, "attempted task")}: this is a bug in the checker.`,
  }),
  "foreign-records": define<{ records: number }>({
    severity: "warning",
    meaning: "Records name a kind, slot or task that does not belong to the run.",
    action: "Check the history with the Fairhare version that wrote it.",
    sentence: ({ records }) =>
      `${counted(records, "record names", "records name")} a kind, slot or task that does not belong to this run.`,
    weight: ({ records }) => records,
  }),
  "negative-durations": define<{ durations: number }>({
    severity: "warning",
    meaning: "An event has an earlier time than the event that must precede it. Such durations count as 0.",
    action: "Check the clock of the machine, then run the experiment again.",
    sentence: ({ durations }) =>
      `${counted(durations, "duration was negative and counts", "durations were negative and count")} as 0: the records are out of order.`,
    weight: ({ durations }) => durations,
  }),
  "losses-not-written": define<{ directory: string; problem: string }>({
    severity: "warning",
    meaning: "The run directory is not writable, so the complete list of losses is missing there.",
    action: "Make the run directory writable, then use the check command on it. The results themselves are complete.",
    sentence: ({ directory, problem }) =>
      `The complete list of losses could not be written to ${directory}: ${problem}.`,
  }),
};
