import { checkBaseUrl, createLimiter } from "@booking-apis/transport";
import { apis } from "./apis.ts";
import { type CheckOptions, checkResponses } from "./check-responses.ts";
import { type CheckReport, writeReport } from "./report.ts";
import { UsageError } from "./usage-error.ts";

export { UsageError };

/** The names of the APIs that can be checked. */
export const apiNames: readonly string[] = Object.keys(apis);

/**
 * Checks the responses of an API: with the keys from the environment, read-only, at most four calls per second.
 *
 * @throws {BookingApiError} if a key or the base URL is missing or not accepted, or the API cannot be reached.
 * @throws {UsageError} for a parameter that no operation has.
 */
export async function checkApi(
  name: string,
  options: CheckOptions & { baseUrl?: string },
): Promise<CheckReport> {
  const { baseUrl, ...check } = options;
  const api = await (apis[name] as (typeof apis)[string])();
  const limiter = createLimiter({ requests: 1, intervalMs: 250 });
  // A call is one request, so that the number of calls bounds the load.
  const connection = { limiter, maxRetries: 0, ...(baseUrl !== undefined && { baseUrl }) };
  const operations = await checkResponses(api, connection, check);
  return writeReport(name, operations, new Date().toISOString().slice(0, 10));
}

/**
 * Checks where the API is served, before the client does, whose messages name options that the command lacks.
 *
 * @param origin The option or the environment variable that it comes from.
 * @throws {UsageError} if it cannot be used.
 */
export function checkAddress(url: string, origin: string): void {
  const advice = "begin it with https:// (or http:// on this machine).";
  if (!/^https?:\/\//i.test(url)) throw new UsageError(`${origin} is not an absolute URL: ${advice}`);
  try {
    checkBaseUrl(url, { option: origin, allowInsecureHttp: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  try {
    checkBaseUrl(url);
  } catch {
    throw new UsageError(`${origin} is plain http, so others could read the keys: ${advice}`);
  }
}
