import { ConfigurationError, type DateWindow } from "@booking-apis/transport";

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
export function splitWindows(windows: readonly DateWindow[], query: object): Window[] {
  const whole: Window[] = [{ query: query as Record<string, unknown>, isRepeated: () => false }];
  return windows.reduce((parts, window) => parts.flatMap((part) => splitOne(part, window)), whole);
}

function splitOne(part: Window, { from, to, maximum, key }: DateWindow): Window[] {
  const start = part.query[from];
  const end = part.query[to];
  if (typeof start !== "string" || typeof end !== "string") return [part];
  const borders = bordersOf(start, end, Number(/\d+/.exec(maximum)?.[0]));
  if (borders.length === 0) return [part];

  let before = new Set<unknown>();
  let seen = new Set<unknown>();
  return [start, ...borders].map((windowStart, index) => {
    let entered = false;
    return {
      query: { ...part.query, [from]: windowStart, [to]: borders[index] ?? end },
      isRepeated(item) {
        // Only the window before can have had it, so no more than two windows' keys are kept.
        if (!entered) {
          before = seen;
          seen = new Set();
          entered = true;
        }
        const id = key === undefined ? undefined : (item as Record<string, unknown> | null)?.[key];
        if (id !== undefined) seen.add(id);
        return part.isRepeated(item) || (id !== undefined && before.has(id));
      },
    };
  });
}

/** The texts at which one window ends and the next begins. */
function bordersOf(start: string, end: string, days: number): string[] {
  // For comparing only. `-00:00`, the account's own zone, is unknown here and counts as UTC: beside another offset, the last window
  // may come out some hours too long or too short.
  const rangeMs = Date.parse(end) - Date.parse(start);
  if (!dateTime.test(start) || !dateTime.test(end) || Number.isNaN(rangeMs)) {
    throw new ConfigurationError(
      "A range of dates must be given as RFC 3339 texts with an offset, such as 2026-07-01T00:00:00-04:00.",
    );
  }
  const midnight = Date.parse(start.slice(0, 10));
  const borders: string[] = [];
  for (let lengthMs = days * dayMs; lengthMs < rangeMs; lengthMs += days * dayMs)
    borders.push(new Date(midnight + lengthMs).toISOString().slice(0, 10) + start.slice(10));
  return borders;
}
