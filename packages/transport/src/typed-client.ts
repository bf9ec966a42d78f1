import type { CallOptions } from "./options.ts";
import type { ParseAs } from "./success.ts";

interface Parsed {
  text: string;
  blob: Blob;
  arrayBuffer: ArrayBuffer;
  stream: ReadableStream<Uint8Array> | null;
}

/** The paths that have an operation for a method. */
export type PathsWith<Paths, Method extends string> = {
  [Path in keyof Paths]: Paths[Path] extends { [M in Method]: object } ? Path : never;
}[keyof Paths];

/** What a call resolves to: `data` of a 2xx, or else `error`; and the response, its body already read. */
export type ClientResult<Data, Failure> =
  | { data: Data; error?: undefined; response: Response }
  | { data?: undefined; error: Failure; response: Response };

/**
 * The calls of openapi-fetch's client over the `paths` of openapi-typescript, checked strictly: an option or
 * parameter that the document does not have is a compile error, and so is a missing one that it requires.
 */
export interface PathsClient<Paths> {
  /** Sends a GET request. */
  GET: Call<Paths, "get">;
  /** Sends a PUT request. */
  PUT: Call<Paths, "put">;
  /** Sends a POST request. */
  POST: Call<Paths, "post">;
  /** Sends a DELETE request. */
  DELETE: Call<Paths, "delete">;
  /** Sends an OPTIONS request. */
  OPTIONS: Call<Paths, "options">;
  /** Sends a HEAD request. Its response has no body. */
  HEAD: HeadCall<Paths>;
  /** Sends a PATCH request. */
  PATCH: Call<Paths, "patch">;
  /** Sends a TRACE request. */
  TRACE: Call<Paths, "trace">;
}

type Call<Paths, Method extends string> = <
  Path extends PathsWith<Paths, Method>,
  As extends ParseAs = "json",
>(
  path: Path,
  ...init: Arguments<Operation<Paths, Path, Method>, As>
) => Promise<ClientResult<Data<Operation<Paths, Path, Method>, As>, Failure<Operation<Paths, Path, Method>>>>;

type HeadCall<Paths> = <Path extends PathsWith<Paths, "head">>(
  path: Path,
  ...init: Arguments<Operation<Paths, Path, "head">, "json">
) => Promise<ClientResult<undefined, undefined>>;

type Operation<Paths, Path extends keyof Paths, Method extends string> = Paths[Path][Method &
  keyof Paths[Path]];

/** Extends a type in which nothing is required. */
type Nothing = Record<never, never>;

// Spelled out here, not under a name of its own, so that an editor shows the options and not the operation.
type Arguments<Op, As extends ParseAs> = Nothing extends ParamsOption<Op> & BodyOption<Op>
  ? [init?: ParamsOption<Op> & BodyOption<Op> & ClientCallOptions<As>]
  : [init: ParamsOption<Op> & BodyOption<Op> & ClientCallOptions<As>];

/** The options that every call has. */
interface ClientCallOptions<As extends ParseAs> extends CallOptions {
  /**
   * How to read the body of a success: `"json"` as the document says, else `"text"`, `"blob"`, `"arrayBuffer"` or `"stream"`. The body has
   * been read within the time limit in every case.
   * @default "json"
   */
  parseAs?: As;
  // What would let a call go elsewhere, or past the guards. Without these lines an object from a variable could bring them along.
  baseUrl?: never;
  fetch?: never;
  redirect?: never;
  pathSerializer?: never;
  querySerializer?: never;
  bodySerializer?: never;
}

type ParamsOption<Op> = Op extends { parameters: infer Parameters }
  ? Nothing extends Parameters
    ? { params?: Parameters }
    : { params: Parameters }
  : { params?: never };

type BodyOption<Op> = Op extends { requestBody: { content: infer Content } }
  ? { body: Sent<Content> }
  : Op extends { requestBody?: { content: infer Content } }
    ? { body?: Sent<Content> }
    : { body?: never };

/** What is not JSON is an object with the fields of the form, or a body as `fetch` takes it. */
type Sent<Content> = [keyof Content & JsonType] extends [never]
  ? NonNullable<RequestInit["body"]> | Extract<Content[keyof Content], object>
  : Content[keyof Content & JsonType];

type Data<Op, As extends ParseAs> = Op extends { responses: infer Responses }
  ? [SuccessStatus<keyof Responses>] extends [never]
    ? "default" extends keyof Responses
      ? Body<Responses["default"], As>
      : unknown
    : Body<Responses[SuccessStatus<keyof Responses>], As>
  : unknown;

type Failure<Op> = Op extends { responses: infer Responses }
  ? [FailureStatus<keyof Responses>] extends [never]
    ? unknown
    : FailureBody<Responses[FailureStatus<keyof Responses>]>
  : unknown;

type SuccessStatus<Status> = Status extends string | number
  ? `${Status}` extends `2${string}`
    ? Status
    : never
  : never;

type FailureStatus<Status> = Exclude<Status, SuccessStatus<Status>>;

/** An empty object where no body is documented, so that `error` distinguishes failure from success. */
type FailureBody<Response> = Response extends { content: infer Content }
  ? Json<Content>
  : Record<string, never>;

type Body<Response, As extends ParseAs> = Response extends { content: infer Content }
  ? As extends keyof Parsed
    ? Parsed[As]
    : Json<Content>
  : undefined;

/** A wildcard includes JSON. */
type JsonType = `${string}json${string}` | `${string}/*`;

/** The JSON among media types; without any, a string for text and bytes for anything else. */
type Json<Content> = [keyof Content & JsonType] extends [never]
  ? [keyof Content & `text/${string}`] extends [never]
    ? ArrayBuffer
    : string
  : Content[keyof Content & JsonType];
