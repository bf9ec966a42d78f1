import { BookingApiError, ConfigurationError } from "@booking-apis/transport";
import {
  type CallArguments,
  type Caller,
  type CallOptions,
  callError,
  clockOf,
  defaultLimits,
  type Replacing,
  type Settled,
} from "@booking-apis/transport/internal";
import { type Call, CallPromise } from "./call.ts";
import { toHttpError } from "./errors.ts";
import { without } from "./field-tree.ts";

/**
 * What to change of an object: some of its fields, or a function of what was read that returns the whole.
 *
 * A field that is named replaces that field whole; `undefined` leaves it as it is. What the function leaves out is cleared.
 */
export type Changes<Sent, Current> =
  | { readonly [Name in keyof Sent]?: Sent[Name] | undefined }
  | ((current: Current) => Sent | Promise<Sent>);

/**
 * What was read lacks something that writing it back would clear, such as the details of a participant that the application may not read.
 * Nothing was written. `pointer` says what is missing.
 */
export class IncompleteReadError extends BookingApiError {
  override get kind(): "incomplete-read" {
    return "incomplete-read";
  }
}

/** A call of an operation that replaces an object. */
export interface ReplacingCall {
  method: string;
  path: string;
  replaces: Replacing;
  args: CallArguments;
  options: CallOptions | undefined;
}

/** The body of a call without the fields that are only read. */
export function withoutReadOnly(body: unknown, { readOnly = {} }: Replacing): unknown {
  return without(body, readOnly);
}

/** Reads an object, applies the changes to it, and puts it back whole. */
export function update(caller: Caller, call: ReplacingCall, changes: unknown): Call<unknown> {
  return new CallPromise(readAndReplace(caller, call, changes), (settled) => toHttpError(caller, settled));
}

async function readAndReplace(
  caller: Caller,
  { method, path, replaces, args, options }: ReplacingCall,
  changes: unknown,
): Promise<Settled> {
  const reject = (problem: string): never => {
    const error = new ConfigurationError(`changes ${problem}`, { option: "changes" });
    caller.report(method, path, error);
    throw error;
  };
  if (typeof changes !== "function" && !isObject(changes))
    reject("must be an object of fields, or a function that returns the whole object.");
  const clock = clockOf(caller);
  const startedAt = clock.now();
  const [readMethod, readPath] = replaces.read.split(" ") as [string, string];
  const { headers = [] } = caller.api.operations[replaces.read] ?? {};
  const reading: CallArguments = {
    ...(args.path && { path: args.path }),
    ...(replaces.query && { query: replaces.query }),
    ...(headers.length > 0 && {
      header: Object.fromEntries(
        headers.map((name) => [name, (args.header as Record<string, unknown> | undefined)?.[name]]),
      ),
    }),
  };
  const read = await caller.call(readMethod, readPath, reading, options);
  if (!read.ok) return read;
  const missing = missingIn(read.data, replaces);
  if (missing !== undefined) {
    const error = callError(
      IncompleteReadError,
      { ...read.call, pointer: missing },
      `returned ${read.status} without ${missing}, which ${method} ${path} would clear. Nothing was written.`,
    );
    read.report(error);
    throw error;
  }
  // What only a new object has must not be said twice, even where a server returns it.
  const current = without(read.data, replaces.writeOnly ?? {});
  const next: unknown =
    typeof changes === "function"
      ? await changes(current)
      : {
          ...Object(current),
          ...Object.fromEntries(Object.entries(Object(changes)).filter(([, value]) => value !== undefined)),
        };
  if (!isObject(next)) reject("must return the whole object. Nothing was written.");
  const deadlineMs =
    options?.deadlineMs ?? (caller.options.deadlineMs as number | undefined) ?? defaultLimits.deadlineMs;
  const left = Math.max(1, deadlineMs - (clock.now() - startedAt));
  return caller.call(
    method,
    path,
    { ...args, body: withoutReadOnly(next, replaces) },
    { ...options, deadlineMs: left },
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON Pointer of what an item of a list lacks; undefined where nothing is missing. */
function missingIn(data: unknown, { complete = [] }: Replacing): string | undefined {
  for (const { each, field, except = {} } of complete) {
    const list = each.reduce<unknown>((value, step) => Object(value)[step], data);
    const lacks = (item: unknown) =>
      Object(item)[field] === undefined &&
      !Object.entries(except).some(([name, values]) => values.includes(Object(item)[name]));
    const index = Array.isArray(list) ? list.findIndex(lacks) : -1;
    if (index >= 0) return `/${[...each, index, field].join("/")}`;
  }
  return undefined;
}
