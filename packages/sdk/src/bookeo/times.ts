import { ConfigurationError } from "@booking-apis/transport";

/**
 * The milliseconds of a date-time.
 *
 * @throws {ConfigurationError} for anything else. `-00:00` is the account's own zone, which is not known here.
 */
export function timeOf(option: string, value: string | Date): number {
  const isUnclear =
    typeof value === "string" && (!/T.*(?:Z|[+-]\d\d:\d\d)$/i.test(value) || value.endsWith("-00:00"));
  const time = new Date(value).getTime();
  if (isUnclear || Number.isNaN(time))
    throw new ConfigurationError(
      `${option} must be a Date, or an RFC 3339 string with an offset, such as 2026-07-01T10:00:00Z.`,
      { option },
    );
  return time;
}

/** RFC 3339 in UTC, without the fraction of the second. */
export function textOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
