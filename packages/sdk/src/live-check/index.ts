import { createLimiter } from "@booking-apis/transport";
import { apis } from "./apis.ts";
import { type CheckOptions, checkResponses } from "./check-responses.ts";
import { type CheckReport, writeReport } from "./report.ts";

/** The names of the APIs that can be checked. */
export const apiNames: readonly string[] = Object.keys(apis);

/**
 * Checks the responses of an API: with the keys from the environment, read-only, at most four calls per second.
 *
 * @throws {BookingApiError} if a key or the base URL is missing or not accepted, or the API cannot be reached.
 */
export async function checkApi(
  name: string,
  options: CheckOptions & { baseUrl?: string },
): Promise<CheckReport> {
  const { baseUrl, ...check } = options;
  const api = await (apis[name] as (typeof apis)[string])();
  const limiter = createLimiter({ requests: 1, intervalMs: 250 });
  const connection = { limiter, ...(baseUrl !== undefined && { baseUrl }) };
  const operations = await checkResponses(api, connection, check);
  return writeReport(name, operations, new Date().toISOString().slice(0, 10));
}
