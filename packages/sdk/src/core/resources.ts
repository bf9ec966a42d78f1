import { splitPath } from "@booking-apis/transport";
import { Call } from "./call.ts";
import { PagedCall, type PagedOperation } from "./paging.ts";
import { type Arguments, type CallOptions, type Connection, type Operation, settle } from "./request.ts";

/** What only some methods have. */
export interface RowExtras extends Partial<Omit<PagedOperation, "method" | "path" | "next">> {
  /** Headers that are arguments. */
  readonly headers?: readonly string[];
  /** The method and path that return further pages, where they are others. */
  readonly next?: string;
}

/**
 * A method: what it sends, and what it takes after the parameters of the path. `PUT /bookings/{bookingNumber} body query` is a method
 * `(bookingNumber, body, query, options)`.
 */
export type Row = string | readonly [row: string, extras: RowExtras];

/** The rows of an API's resources. A method without a row is a compile error. */
export type Table<Resource> = {
  readonly [Name in keyof Resource]: Resource[Name] extends (...values: never) => unknown
    ? Row
    : Table<Resource[Name]>;
};

/** Makes the methods of resources. */
export function createResources<Resource>(connection: Connection, table: Table<Resource>): Resource {
  const members = Object.entries<Row | Table<unknown>>(table).map(([name, entry]) => [
    name,
    typeof entry === "string"
      ? createMethod(connection, entry)
      : isRow(entry)
        ? createMethod(connection, ...entry)
        : createResources(connection, entry),
  ]);
  return Object.fromEntries(members);
}

function isRow(entry: object): entry is Exclude<Row, string> {
  return Array.isArray(entry);
}

function createMethod(
  connection: Connection,
  row: string,
  extras: RowExtras = {},
): (...values: unknown[]) => Call<unknown> {
  const operation = { ...parse(row), ...extras };
  const { pathParts, takes, headers, pagination, next } = operation;
  const pathNames = pathParts.filter((_, index) => index % 2 === 1);
  const takesBody = takes.includes("body");
  const takesQuery = takes.includes("query");
  return (...values) => {
    const args: Arguments = {
      path: take(values, pathNames),
      body: takesBody ? values.shift() : undefined,
      header: headers && take(values, headers),
      query: takesQuery ? (values.shift() as object | undefined) : undefined,
    };
    const options = values[0] as CallOptions | undefined;
    return pagination
      ? new PagedCall(
          connection,
          { ...operation, pagination, next: next ? parse(next) : operation },
          args,
          options,
        )
      : new Call(() => settle(connection, operation, args, options));
  };
}

/** Takes as many values as there are names. */
function take(values: unknown[], names: readonly string[]): Record<string, unknown> {
  const taken: Record<string, unknown> = {};
  for (const name of names) taken[name] = values.shift();
  return taken;
}

function parse(row: string): Operation & { takes: string[] } {
  const [method = "", path = "", ...takes] = row.split(" ");
  return { method, path, pathParts: splitPath(path), takes };
}
