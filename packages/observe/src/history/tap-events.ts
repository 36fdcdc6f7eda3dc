// What happened to clients, found by comparing two views: consumers that ended unexpectedly, errors of the broker, clients
// that found no broker.
import { counted } from "@fairhare/core";
import { END_WORDS } from "../render/words.ts";
import type { TapConsumer, TapView } from "@fairhare/results";
import { consumerKey } from "./consumer-lanes.ts";

export interface TapEvent {
  /** Milliseconds since the tap began. */
  readonly atMs: number;
  readonly text: string;
}

/** More consumers that end between two views are one event. */
const NAMED = 3;

export function eventsBetween(before: TapView, after: TapView): TapEvent[] {
  return [...endsBetween(before, after), ...errorsBetween(before, after), ...absencesBetween(before, after)].map(
    (text) => ({ atMs: after.observedMs, text }),
  );
}

function endsBetween(before: TapView, after: TapView): string[] {
  const known = new Map(before.consumers.map((row) => [consumerKey(row), row.end]));
  const ended = after.consumers.filter(
    (row) =>
      row.end !== null &&
      row.end !== "closed" &&
      row.end !== "cancelled" &&
      (known.get(consumerKey(row)) ?? null) === null,
  );
  if (ended.length <= NAMED) return ended.map(endSentence);
  const inHand = ended.reduce((sum, row) => sum + inHandOf(row), 0);
  return [
    `${counted(ended.length, "consumer")} ended unexpectedly, with ${counted(inHand, "delivery", "deliveries")} in hand.`,
  ];
}

function endSentence(row: TapConsumer): string {
  const inHand = row.ack === "no-ack" ? "" : `, with ${counted(inHandOf(row), "delivery", "deliveries")} in hand`;
  return `Consumer ${row.client} of ${row.queue}: ${END_WORDS[row.end ?? "cut"]}${inHand}.`;
}

const inHandOf = ({ inHandAtCut, inHandAtClose, inHandUnread }: TapConsumer): number =>
  inHandAtCut + inHandAtClose + inHandUnread;

function errorsBetween(before: TapView, after: TapView): string[] {
  const known = new Map(before.brokerErrors.map(({ code, text, times }) => [`${code} ${text}`, times]));
  return after.brokerErrors.flatMap(({ code, text, times }) => {
    const fresh = times - (known.get(`${code} ${text}`) ?? 0);
    return fresh > 0 ? [`The broker sent ${code} ${text}${fresh > 1 ? `, ${counted(fresh, "time")}` : ""}.`] : [];
  });
}

function absencesBetween({ connections: before }: TapView, { connections: after }: TapView): string[] {
  const fresh = after.unreachable - before.unreachable;
  return fresh > 0 ? [`${counted(fresh, "client")} connected while the broker could not be reached.`] : [];
}
