import { ConfigurationError } from "@booking-apis/transport";
import { type DateWindow, formatDate, optionError } from "@booking-apis/transport/internal";

/** The queries of the calls that together cover a range. */
export interface Windows {
  queries: Record<string, unknown>[];
  /** How many windows back an item may be that comes again, because it is on the border of both. */
  reach: number;
}

const dateTime = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/i;
const dayMs = 86_400_000;

/**
 * Splits a query whose range is longer than one call may cover into windows that meet: where one ends, the next begins, so nothing
 * falls between. An item on the border comes twice from the API.
 *
 * Only the days of the caller's strings are counted up; the time and the offset stay as they were written, `-00:00` included.
 */
export function splitWindows(windows: readonly DateWindow[] = [], query: object = {}): Windows {
  let queries = [query as Record<string, unknown>];
  let reach = 0;
  for (const window of windows) {
    const parts = splitOne(query as Record<string, unknown>, window);
    queries = queries.flatMap((outer) => parts.map((part) => ({ ...outer, ...part })));
    reach = reach * parts.length + (parts.length > 1 ? 1 : 0);
  }
  return { queries, reach };
}

/** The length of a duration in days, such as `"P31D"`, in milliseconds. */
export function longestOf(maximum: string): number {
  return Number.parseInt(maximum.slice(1), 10) * dayMs;
}

function splitOne(query: Record<string, unknown>, { from, to, maximum }: DateWindow): object[] {
  const toText = (option: string) => {
    const value = query[option];
    return value instanceof Date
      ? formatDate(value, false, (problem) => optionError(option, problem))
      : value;
  };
  const start = toText(from);
  const end = toText(to);
  if (typeof start !== "string" || typeof end !== "string") return [{}];
  // For comparing only. `-00:00`, the account's own zone, is unknown here and counts as UTC: beside another offset, the last window
  // may come out some hours too long or too short.
  const rangeMs = Date.parse(end) - Date.parse(start);
  if (!dateTime.test(start) || !dateTime.test(end) || Number.isNaN(rangeMs))
    throw new ConfigurationError(
      `${from} and ${to} must be Dates, or RFC 3339 strings with an offset, such as 2026-07-01T00:00:00-04:00.`,
      { option: from },
    );
  const starts = [start];
  const longestMs = longestOf(maximum);
  for (let lengthMs = longestMs; lengthMs < rangeMs; lengthMs += longestMs) {
    const day = new Date(Date.parse(start.slice(0, 10)) + lengthMs);
    starts.push(day.toISOString().slice(0, 10) + start.slice(10));
  }
  return starts.map((windowStart, index) => ({ [from]: windowStart, [to]: starts[index + 1] ?? end }));
}
