import {
  type CallArguments,
  type Caller,
  type CallOptions,
  callOptionNames,
  checkOptionsObject,
  type NamesOf,
  type Operation,
} from "@booking-apis/transport/internal";
import { type Call, CallPromise } from "./call.ts";
import { toHttpError } from "./errors.ts";
import type { ListingPromise, PagedCall } from "./paging.ts";

/**
 * The operations that an API's methods call, by their keys in the client's operation table; in brackets the one that replaces an object,
 * for the method that changes it. A method without one is a compile error.
 */
export type Table<Resource> = {
  readonly [Name in keyof Resource]: Resource[Name] extends (...values: never) => unknown
    ? string | readonly [string]
    : Table<Resource[Name]>;
};

/** What calls of some kinds need. An API without such calls has none, so that its bundle does not hold it. */
export interface Kinds {
  listing: typeof ListingPromise | undefined;
  replacing: typeof import("./replacing.ts") | undefined;
}

/** A query that has all of these parameters. */
export type Having<Query, Names extends keyof Query> = Query & {
  readonly [Name in Names]-?: NonNullable<Query[Name]>;
};

/** Makes the methods of resources. */
export function createResources<Resource>(caller: Caller, table: Table<Resource>, kinds: Kinds): Resource {
  const members = Object.entries<string | readonly [string] | Table<unknown>>(table).map(([name, entry]) => [
    name,
    typeof entry === "string"
      ? createMethod(caller, entry, kinds)
      : Array.isArray(entry)
        ? createMethod(caller, entry[0], kinds, true)
        : createResources(caller, entry as Table<unknown>, kinds),
  ]);
  return Object.fromEntries(members);
}

/**
 * Makes a method that takes the parameters of the path, the body or the changes of it, required headers, the query and the options of the
 * call, as far as the operation has them, in this order.
 */
function createMethod(
  caller: Caller,
  key: string,
  { listing: Listing, replacing }: Kinds,
  isUpdate = false,
): (...values: unknown[]) => Call<unknown> {
  const { method, path } = parseKey(key);
  const operation = caller.api.operations[key] as Operation;
  const { requestBody, headers = [], query, pagination, next = key, replaces } = operation;
  const pathNames = path.split(/[{}]/).filter((_, index) => index % 2 === 1);
  return (...values) => {
    const args: CallArguments = {};
    if (pathNames.length > 0) args.path = take(values, pathNames);
    if (requestBody) args.body = values.shift();
    if (headers.length > 0) args.header = take(values, headers);
    if (query) args.query = values.shift() as object | undefined;
    const options = (values[0] ?? undefined) as CallOptions | undefined;
    if (replaces && replacing) {
      const { body, ...rest } = args;
      if (isUpdate) return replacing.update(caller, { method, path, replaces, args: rest, options }, body);
      args.body = replacing.withoutReadOnly(body, replaces);
    }
    return pagination && Listing
      ? new Listing(caller, {
          method,
          path,
          operation: { ...operation, pagination },
          next: parseKey(next),
          args,
          options,
        })
      : callOf(caller, method, path, args, options);
  };
}

/** A call, which is sent at once. */
export function callOf<Data, Result>(
  caller: Caller,
  method: string,
  path: string,
  args: CallArguments,
  options: CallOptions | undefined,
  described?: Operation,
  failure?: { error: unknown },
): Call<Data, Result> {
  if (failure) caller.report(method, path, failure.error);
  return new CallPromise(
    failure ? Promise.reject(failure.error) : caller.call(method, path, args, options, described),
    (settled) => toHttpError(caller, settled),
  );
}

/** Takes as many values as there are names. */
function take(values: unknown[], names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) picked[name] = values.shift();
  return picked;
}

function parseKey(key: string): { method: string; path: string } {
  const space = key.indexOf(" ");
  return { method: key.slice(0, space), path: key.slice(space + 1) };
}

/** What a call of an operation sends that the document lacks, and the options of the call. */
export interface RequestOptions extends CallOptions {
  /** The parameters in the braces of the path, by name. */
  path?: Readonly<Record<string, unknown>> | undefined;
  /** The parameters of the query, by name. An array repeats its name. */
  query?: Readonly<Record<string, unknown>> | undefined;
  /** The body, which is sent as JSON. */
  body?: unknown;
  /** It changes nothing on the server, so that a POST too is safe to retry. Default: false. */
  safe?: boolean | undefined;
}

/** What a listing sends that the document lacks, and the options of its calls. */
export interface RequestListOptions extends Omit<RequestOptions, "body" | "safe"> {
  /** The field that identifies an item, by which one that comes again is recognized: see `resumable()`. Default: none. */
  key?: string | undefined;
}

/** The methods for operations that a document lacks. */
export interface Requests {
  /**
   * Calls an operation that the document lacks: with the same keys, checks, retries, limits, hooks and errors as every method.
   *
   * @param method The HTTP method, in capitals.
   * @param path The path as a template: `/settings/products/{id}`, with `options.path` to fill it. Events and errors show the template.
   * @throws {ConfigurationError} for a path that is not a template of the API's own paths: with a query, a fragment, `..`, another host, or
   * parameters that are not filled in.
   * @example
   * const hold = await bookeo.request<{ id: string }>("POST", "/holds", { body: { productId: "2856TOUR" } });
   */
  request<Data>(method: string, path: string, options?: RequestOptions): Call<Data>;
}

/** The methods for listings that a document lacks. */
export interface ListRequests {
  /**
   * Lists what an operation returns that the document lacks, paged as all listings of this API are.
   *
   * @param path The path as a template.
   * @example
   * for await (const product of bookeo.requestList<{ productId: string }>("/settings/products")) console.log(product.productId);
   */
  requestList<Item, Page = unknown>(path: string, options?: RequestListOptions): PagedCall<Page, Item>;
}

/** Nothing is promised of an operation that the document lacks, but that a body is JSON if there is one. */
export const undocumented: Operation = {
  query: true,
  requestBody: true,
  success: { "2XX": "application/json?|null" },
};

/** Makes `request`. */
export function createRequest(caller: Caller): Requests["request"] {
  return (method, path, options) => {
    const { args, callOptions, safe, failure } = splitOptions(options);
    const operation: Operation = safe === true ? { ...undocumented, safe } : undocumented;
    return callOf(caller, method, path, args, callOptions, operation, failure);
  };
}

/** What a request sends, and the options of its call; or what is wrong with them, as a method never throws. */
export function splitOptions(
  options: RequestOptions & RequestListOptions = {},
  names: Readonly<Record<string, true>> = requestOptionNames,
): {
  args: CallArguments;
  callOptions?: CallOptions;
  safe?: boolean | undefined;
  key?: string | undefined;
  failure?: { error: unknown };
} {
  try {
    checkOptionsObject(options, names);
    const { path, query, body, safe, key, ...callOptions } = options;
    return { args: { path, query, body }, callOptions, safe, key };
  } catch (error) {
    return { args: {}, failure: { error } };
  }
}

const requestOptionNames: NamesOf<RequestOptions> = {
  ...callOptionNames,
  path: true,
  query: true,
  body: true,
  safe: true,
};

export const requestListOptionNames: NamesOf<RequestListOptions> = {
  ...callOptionNames,
  path: true,
  query: true,
  key: true,
};
