import { ConfigurationError } from "@booking-apis/transport";
import { type DateWindow, formatDate } from "@booking-apis/transport/internal";

/** One call's part of a longer range. */
export interface Window {
  query: Record<string, unknown>;
  /** Whether an earlier window has had an item. To be asked once for each item. */
  isRepeated(item: unknown): boolean;
}

const dateTime = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/i;
const dayMs = 86_400_000;

/**
 * Splits a query whose range is longer than one call may cover into windows that meet: where one ends, the next begins, so nothing
 * falls between. An item on the border comes twice from the API, and is let through once.
 *
 * Only the days of the caller's texts are counted up; the time and the offset stay as they were written, `-00:00` included.
 */
export function splitWindows(windows: readonly DateWindow[] = [], query: object = {}): Window[] {
  const whole: Window[] = [{ query: query as Record<string, unknown>, isRepeated: () => false }];
  return windows.reduce((parts, window) => parts.flatMap((part) => splitOne(part, window)), whole);
}

function splitOne(part: Window, { from, to, maximum, key }: DateWindow): Window[] {
  const fail = (problem: string) => new ConfigurationError(`${from} and ${to} ${problem}`, { option: from });
  const toText = (value: unknown) => (value instanceof Date ? formatDate(value, false, fail) : value);
  const start = toText(part.query[from]);
  const end = toText(part.query[to]);
  if (typeof start !== "string" || typeof end !== "string") return [part];
  // For comparing only. `-00:00`, the account's own zone, is unknown here and counts as UTC: beside another offset, the last window
  // may come out some hours too long or too short.
  const rangeMs = Date.parse(end) - Date.parse(start);
  if (!dateTime.test(start) || !dateTime.test(end) || Number.isNaN(rangeMs))
    throw fail("must be Dates, or RFC 3339 strings with an offset, such as 2026-07-01T00:00:00-04:00.");
  const starts = [start];
  const longestMs = Number.parseInt(maximum.slice(1), 10) * dayMs;
  for (let lengthMs = longestMs; lengthMs < rangeMs; lengthMs += longestMs) {
    const day = new Date(Date.parse(start.slice(0, 10)) + lengthMs);
    starts.push(day.toISOString().slice(0, 10) + start.slice(10));
  }
  const seen = starts.map(() => new Set<unknown>());
  return starts.map((windowStart, index) => ({
    query: { ...part.query, [from]: windowStart, [to]: starts[index + 1] ?? end },
    isRepeated(item) {
      // Only the window before can have had it, so no more than two windows' keys are kept.
      seen[index - 2]?.clear();
      const id = key && (item as Record<string, unknown> | null)?.[key];
      if (id !== undefined) seen[index]?.add(id);
      return part.isRepeated(item) || seen[index - 1]?.has(id) === true;
    },
  }));
}
