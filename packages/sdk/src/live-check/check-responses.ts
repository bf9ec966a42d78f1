import { isBookingApiError } from "@booking-apis/transport";
import { type Caller, callerOf, type Operation } from "@booking-apis/transport/internal";
import { isHttpError } from "../core/errors.ts";
import { valueAt } from "../core/paging.ts";
import { longestOf } from "../core/windows.ts";
import { type DescribedOperation, type ResponseDocument, withoutIndexes } from "../validation/document.ts";
import { findMismatches, type Mismatch } from "../validation/mismatch.ts";
import type { LiveApi } from "./apis.ts";
import { UsageError } from "./usage-error.ts";

/** What is called, and how often. */
export interface CheckOptions {
  /** Values of parameters of the path, the query and the headers, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The most calls, beside the check of the keys. Default: 40. */
  readonly calls?: number;
  /** How many items of each listing are read by themselves. Default: 3. */
  readonly items?: number;
}

/** A mismatch, and how many responses have it. */
export interface Counted {
  readonly mismatch: Mismatch;
  responses: number;
}

/** What came of one operation. */
export interface CheckedOperation {
  /** `GET /bookings/{bookingNumber}` */
  readonly key: string;
  /** How many responses came, by status. */
  readonly statuses: Map<number, number>;
  /** What did not fit, each once, with the number of responses that have it. */
  readonly mismatches: Map<string, Counted>;
  /** Why no usable response came, and how often. */
  readonly errors: Map<string, number>;
  /** Why it was not called. */
  notCalled?: string;
  /** The parameters whose values would allow to call it. */
  missing: readonly string[];
}

/** The path of one call: its parameters, and the path with them filled in. */
interface Path {
  readonly values: Readonly<Record<string, string>>;
  readonly filled: string;
}

/** The ids of the items of each listing, by its path with the parameters filled in. */
type Known = Map<string, string[]>;

/**
 * Calls the read-only operations of an API, no more than so many times, and compares their responses with the document. Ids come from the
 * listings. Nothing of a response is kept but names of fields, kinds of values, and the ids until the last call.
 *
 * @throws {BookingApiError} if the keys are not accepted or the API cannot be reached; nothing else is called then.
 * @throws {UsageError} for a parameter that no operation has; nothing is called then.
 */
export async function checkResponses(
  { create, document }: LiveApi,
  connection: Parameters<LiveApi["create"]>[0],
  { parameters = {}, calls = 40, items = 3 }: CheckOptions,
): Promise<CheckedOperation[]> {
  const sdk = create(connection);
  const readOnly = readOnlyOperations(document);
  checkNames(Object.keys(parameters), readOnly);
  await sdk.check?.().catch((error) => {
    // Where the call that checks keys is not served, the others show what is wrong.
    if (!isHttpError(error) || error.status === 401 || error.status === 403) throw error;
  });
  const caller = callerOf(sdk.client);
  const known: Known = new Map();
  const checked: CheckedOperation[] = [];
  let left = calls;
  for (const { key, path, described } of readOnly) {
    const operation: CheckedOperation = {
      key,
      statuses: new Map(),
      mismatches: new Map(),
      errors: new Map(),
      missing: [],
    };
    checked.push(operation);
    const row = caller.api.operations[key] ?? {};
    const { query, header, missing } = argumentsOf(described, row, parameters);
    const paths = missing.length > 0 ? [] : pathsOf(path, known, parameters).slice(0, items);
    if (missing.length > 0) {
      operation.notCalled = `it needs a value for ${missing.join(" and ")}`;
      operation.missing = missing;
    } else if (paths.length === 0) {
      operation.notCalled = "no listing returned an id for its path";
      operation.missing = namesIn(path).filter((name) => parameters[name] === undefined);
    }
    for (const { values, filled } of paths) {
      if (left === 0) {
        if (operation.statuses.size + operation.errors.size === 0)
          operation.notCalled = `all ${calls} calls were made before`;
        break;
      }
      left--;
      const data = await callOnce(caller, document, operation, path, { path: values, query, header });
      known.set(filled, idsOf(data, row).slice(0, items));
    }
  }
  return checked;
}

/** The operations that are read, those whose paths need fewer ids first. */
function readOnlyOperations(
  document: ResponseDocument,
): { key: string; path: string; described: DescribedOperation }[] {
  return Object.entries(document.paths)
    .flatMap(([path, { get }]) => (get ? [{ key: `GET ${path}`, path, described: get }] : []))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
}

async function callOnce(
  caller: Caller,
  document: ResponseDocument,
  operation: CheckedOperation,
  path: string,
  given: Parameters<Caller["call"]>[2],
): Promise<unknown> {
  const { statuses, mismatches, errors } = operation;
  try {
    const { ok, status, data, body } = await caller.call("GET", path, given);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const found = findMismatches(document, { method: "GET", path, status, body: ok ? data : body });
    for (const mismatch of found) {
      const { pointer, problem, expected, found: kind } = mismatch;
      const id = JSON.stringify([status, withoutIndexes(pointer), problem, expected, kind]);
      const known = mismatches.get(id);
      if (known) known.responses++;
      else mismatches.set(id, { mismatch, responses: 1 });
    }
    return ok ? data : undefined;
  } catch (error) {
    // An error of another kind is a fault of this program.
    if (!isBookingApiError(error)) throw error;
    errors.set(error.message, (errors.get(error.message) ?? 0) + 1);
    return undefined;
  }
}

/** @throws {UsageError} for a name that no operation has. */
function checkNames(names: readonly string[], operations: ReturnType<typeof readOnlyOperations>): void {
  const known = new Set(
    operations.flatMap(({ path, described: { parameters = [] } }) => [
      ...namesIn(path),
      ...parameters.map(({ name }) => name),
    ]),
  );
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new UsageError(`No operation has a parameter ${unknown}. Known: ${[...known].join(", ")}.`);
}

/** The names of the parameters of a path. */
function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
}

/** The parameters beside the path: those that the user gives, and a time around the present where a listing needs one. */
function argumentsOf(
  { parameters: described = [] }: DescribedOperation,
  { windows }: Operation,
  given: Readonly<Record<string, string>>,
): { query: Record<string, unknown>; header: Record<string, unknown>; missing: string[] } {
  const query: Record<string, unknown> = {};
  const header: Record<string, unknown> = {};
  const [window] = windows ?? [];
  if (window) {
    const half = longestOf(window.maximum) / 2;
    query[window.from] = new Date(Date.now() - half);
    query[window.to] = new Date(Date.now() + half);
  }
  const missing: string[] = [];
  for (const { name, in: place, required } of described) {
    if (place === "path") continue;
    const values = place === "header" ? header : query;
    if (given[name] !== undefined) values[name] = given[name];
    if (required && values[name] === undefined) missing.push(name);
  }
  return { query, header, missing };
}

/** The parameters with which a path can be called: given ones, and ids of the listing that the path is below. */
function pathsOf(template: string, known: Known, given: Readonly<Record<string, string>>): Path[] {
  let paths: Path[] = [{ values: {}, filled: "" }];
  for (const segment of template.split("/").slice(1)) {
    const [, name] = /^\{([^}]+)\}$/.exec(segment) ?? [];
    paths = paths.flatMap(({ values, filled }) => {
      if (name === undefined) return [{ values, filled: `${filled}/${segment}` }];
      const ids = given[name] === undefined ? (known.get(filled) ?? []) : [given[name]];
      return ids.map((id) => ({ values: { ...values, [name]: id }, filled: `${filled}/${id}` }));
    });
  }
  return paths;
}

/** The ids of the items of a listing. */
function idsOf(data: unknown, { key = "id", pagination }: Operation): string[] {
  const items = valueAt(data, pagination?.items ?? "");
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) => {
    const id = (Object(item) as Record<string, unknown>)[key];
    return typeof id === "string" || typeof id === "number" ? [`${id}`] : [];
  });
}
