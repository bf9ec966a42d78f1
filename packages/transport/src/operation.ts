/** How a listing is paged. Fields of the response are JSON Pointers (RFC 6901) into its body. */
export type Pagination = TokenPagination | OffsetPagination;

/** Pages are asked for by the number of the items to skip, or by what the page before says. */
export interface OffsetPagination {
  /** Where the items of a page are; `""` where the body is the list. */
  readonly items: string;
  /** The parameter that says where a page begins. */
  readonly offsetParameter: string;
  /** The parameter that says how many items a page has: fewer end the listing, where nothing else says so. */
  readonly sizeParameter?: string;
  /** Where a page says whether there is another. */
  readonly hasNext?: string;
  /** Where a page says where the next one begins. Default: behind its items. */
  readonly nextOffset?: string;
}

/** Pages are asked for by their number, with a token that the first one gives. */
export interface TokenPagination {
  /** Where the items of a page are. */
  readonly items: string;
  /** Where the page's number is, counted from 1. */
  readonly currentPage: string;
  /** Where the number of pages is. */
  readonly totalPages: string;
  /** Where the number of all items is, if the response has it. */
  readonly totalItems?: string;
  /** Where the first page holds the token that asks for the others. */
  readonly token: string;
  /** The parameter that takes the token. */
  readonly tokenParameter: string;
  /** The parameter that takes the number of the page. */
  readonly pageParameter: string;
}

/** Two parameters that span a time, and how long it may be. */
export interface DateWindow {
  /** The parameter that says when it begins. */
  readonly from: string;
  /** The parameter that says when it ends. */
  readonly to: string;
  /** An ISO 8601 duration in days, such as `"P31D"`. */
  readonly maximum: string;
}

/**
 * How an array or an object is written into a parameter: OpenAPI's `style`, with a star for `explode: true`. `object` and `object*` are objects in
 * the styles `simple` and `form*`; `tabDelimited` is Swagger's `tsv`; `json` is a parameter whose `content` is `application/json`; one that is
 * `unsupported` cannot be sent.
 */
export type ParameterStyle =
  | "form"
  | "form*"
  | "object"
  | "object*"
  | "simple"
  | "simple*"
  | "label"
  | "label*"
  | "matrix"
  | "matrix*"
  | "spaceDelimited"
  | "pipeDelimited"
  | "tabDelimited"
  | "deepObject"
  | "json"
  | "unsupported";

/** Parameters by name whose style is not the default of their place: `form*` in a query, `simple` elsewhere. */
export type ParameterStyles = Readonly<Record<string, ParameterStyle>>;

/** What the body of a request is, where it is not JSON alone. */
export interface RequestBodyFormat {
  /** The documented media types, the preferred one first. */
  readonly mediaTypes: readonly string[];
  /** OpenAPI's `encoding` of the fields of a form. */
  readonly encoding?: Readonly<
    Record<string, { readonly contentType?: string; readonly style?: ParameterStyle }>
  >;
}

/**
 * What the client, the SDK and the contract checks must know of an operation at run time. What is left out is the default, so that a
 * table of many operations stays small.
 */
export interface Operation {
  /** Parameters in the path that are not `simple`. */
  readonly path?: ParameterStyles;
  /** It has parameters in the query; those that are not `form*` are named. */
  readonly query?: true | ParameterStyles;
  /** Required parameters in headers, which a method takes as arguments, in this order. */
  readonly headers?: readonly string[];
  /** Parameters in headers that are not `simple`. */
  readonly headerStyles?: ParameterStyles;
  /** Parameters, and fields of the body at any depth, that are a date without a time. */
  readonly dates?: readonly string[];
  /** It has a body: `true` for JSON. */
  readonly requestBody?: true | RequestBodyFormat;
  /**
   * The media type of each documented success, by its status: `""` where there is no body, with a `?` at its end where the body may be
   * missing, with a `|null` where it may be `null`. Default: `{ "200": "application/json" }`.
   */
  readonly success?: Readonly<Record<string, string>>;
  /** Fields of a success, at any depth, that the document calls strings and a server may send as integers of any size. */
  readonly integerStrings?: readonly string[];
  /** It changes nothing on the server, though its method says otherwise. */
  readonly safe?: true;
  /** What the header Accept must say. Default: the media types of the successes. */
  readonly accept?: string;
  /** It replaces an object, and clears what is left out. */
  readonly replaces?: Replacing;
  /** How its response is paged. */
  readonly pagination?: Pagination;
  /** A page without items may leave their field out. */
  readonly itemsOptional?: true;
  /** The operation that returns further pages, where it is another one: its key in the table. */
  readonly next?: string;
  /** The field that identifies an item of the listing, so that one that comes again is recognized. */
  readonly key?: string;
  /** Pairs of parameters that may not be further apart than this. */
  readonly windows?: readonly DateWindow[];
}

/** Fields of an object, and of what it holds, each with `true`; those of a list are the fields of its items. */
export interface FieldTree {
  readonly [name: string]: true | FieldTree;
}

/** How an object that an operation replaces is read before. */
export interface Replacing {
  /** The operation that reads it: its key in the table. */
  readonly read: string;
  /** The query with which the read gives all that the write would clear. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Lists of what is read, by the names that lead there, and the field that each item must have, but where another has one of these values. */
  readonly complete?: readonly {
    readonly each: readonly string[];
    readonly field: string;
    readonly except?: Readonly<Record<string, readonly string[]>>;
  }[];
  /** What is only read, and is not sent back. */
  readonly readOnly?: FieldTree;
  /** What only a new object has, and an update does not repeat. */
  readonly writeOnly?: FieldTree;
}

/** Every operation of an API by its method and path template: `"GET /bookings/{bookingNumber}"`. */
export type OperationTable = Readonly<Record<string, Operation>>;

type Method = "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace";

/** Where the key of a security scheme travels. */
export interface SecurityScheme {
  /** What it travels in; a cookie is a header. */
  readonly in: "header" | "query";
  /** The name of the header or the query parameter. */
  readonly name: string;
  /** What comes before the key, such as `Bearer `. Default: nothing. */
  readonly prefix?: string;
  /** The key is a user name and a password, sent as HTTP's Basic scheme says. Default: false. */
  readonly isBasic?: boolean;
}

/** The keys of an operation table that fits the `paths` of openapi-typescript: each operation once, and no other. */
export type OperationKey<Paths> = {
  [Path in keyof Paths & string]: {
    [M in Method]: Paths[Path] extends { [Name in M]: object } ? `${Uppercase<M>} ${Path}` : never;
  }[Method];
}[keyof Paths & string];

/** Which fields of an API's error body hold what a person needs to know. */
export interface ErrorFieldNames {
  /** What went wrong, for a person. */
  readonly message?: string;
  /** What went wrong, for a program. */
  readonly code?: string;
  /** What to quote to the vendor's support. */
  readonly traceId?: string;
}

/** What the body of a success is. */
export interface SuccessBody {
  /** Its media type; empty where the document says that there is none. */
  mediaType: string;
  isOptional: boolean;
  isNullable: boolean;
}

const requiredJson: SuccessBody = { mediaType: "application/json", isOptional: false, isNullable: false };

/** What the document says of the body of a success: by its status, else by its range, else by `default`. */
export function successBody({ success }: Operation, status: number): SuccessBody {
  if (!success) return requiredJson;
  const found = [String(status), `${Math.floor(status / 100)}XX`, "default"].find((key) =>
    Object.hasOwn(success, key),
  );
  // A status that is not documented is held to what the first one promises.
  const written = success[found ?? (Object.keys(success)[0] as string)] ?? "";
  return {
    mediaType: written.replace(/\?|\|null$/g, ""),
    isOptional: written.includes("?"),
    isNullable: written.endsWith("|null"),
  };
}

/** Whether a media type is JSON. A wildcard includes JSON. */
export function isJson(mediaType: string): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType);
}
