/** A status as an OpenAPI document names it: a code, a range such as `"4XX"`, or `"default"`. */
export type Status = number | `${1 | 2 | 3 | 4 | 5}XX` | "default";

/** How a listing is paged. Fields of the answer are JSON Pointers (RFC 6901) into its body. */
export interface Pagination {
  /** Where the items of a page stand. */
  readonly items: string;
  /** Where the page's number stands, counted from 1. */
  readonly currentPage: string;
  /** Where the number of pages stands. */
  readonly totalPages: string;
  /** Where the number of all items stands, if the answer tells it. */
  readonly totalItems?: string;
  /** Where the first page holds the token that asks for the others. */
  readonly token: string;
  /** The parameter that takes the token. */
  readonly tokenParameter: string;
  /** The parameter that takes the number of the page. */
  readonly pageParameter: string;
  /** The operation that returns further pages, where it is another one. */
  readonly nextOperation?: string;
}

/** Two parameters that span a time, and how long it may be. */
export interface DateWindow {
  /** The parameter that says when it begins. */
  readonly from: string;
  /** The parameter that says when it ends. */
  readonly to: string;
  /** An ISO 8601 duration in days, such as `"P31D"`. */
  readonly maximum: string;
  /** The field that identifies an item, so that one on the border of two windows is known again. */
  readonly key?: string;
}

/** What a program must know of an operation at run time. */
export interface OperationMetadata {
  /** The HTTP method, in capitals. */
  readonly method: string;
  /** The path template, as in the document. */
  readonly path: string;
  /** Names of the parameters in the path, in its order. */
  readonly pathParameters?: readonly string[];
  /** Names of the parameters in the query. */
  readonly queryParameters?: readonly string[];
  /** Names of the parameters in headers, without those of the keys. */
  readonly headerParameters?: readonly string[];
  /** What it takes as a body, and whether it must have one. */
  readonly requestBody?: { readonly mediaType: string; readonly required: boolean };
  /** The documented statuses of success. */
  readonly success: readonly Status[];
  /** The documented statuses of failure. */
  readonly errors: readonly Status[];
  /** It changes nothing on the server (RFC 9110, 9.2.1). */
  readonly safe?: true;
  /** Doing it twice is doing it once (RFC 9110, 9.2.2), so it may be repeated. */
  readonly idempotent?: true;
  /** The vendor advises against it. */
  readonly deprecated?: true;
  /** How its answer is paged. */
  readonly pagination?: Pagination;
  /** Pairs of parameters that may not lie further apart than this. */
  readonly dateWindows?: readonly DateWindow[];
}

/**
 * An operation table that fits the `operations` of openapi-typescript: each operation once, with parameter names and statuses that
 * it has. A table that does not fit is a compile error.
 */
export type CheckedOperations<Operations, Table extends FittingTable<Operations>> = Table;

type FittingTable<Operations> = {
  readonly [Id in keyof Operations]: OperationMetadata & Fitting<Operations[Id]>;
};

interface Fitting<Operation> {
  readonly pathParameters?: readonly NamesIn<Operation, "path">[];
  readonly queryParameters?: readonly NamesIn<Operation, "query">[];
  readonly headerParameters?: readonly NamesIn<Operation, "header">[];
  readonly success: readonly StatusesOf<Operation>[];
  readonly errors: readonly StatusesOf<Operation>[];
}

type NamesIn<Operation, Location extends string> = Operation extends { parameters: infer Parameters }
  ? Location extends keyof Parameters
    ? keyof NonNullable<Parameters[Location]>
    : never
  : never;

type StatusesOf<Operation> = Operation extends { responses: infer Responses } ? keyof Responses : never;
