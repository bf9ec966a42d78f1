import type { Operation, RequestBodyFormat } from "./operation.ts";
import { toJson } from "./values.ts";

/** A body as `fetch` takes it. */
export type RawBody = NonNullable<RequestInit["body"]>;

/** What is sent as a body. */
export interface EncodedBody {
  body: RawBody;
  /** The media type to say; undefined where the runtime says it: a multipart body's has a boundary. */
  contentType: string | undefined;
  /** It can be read only once, so that it cannot be sent again. */
  isStream?: boolean;
}

/**
 * Encodes a body that is not `application/json` alone.
 *
 * @param contentType The media type that the caller names, where the document has several.
 */
export type BodyEncoder = (
  format: RequestBodyFormat,
  body: unknown,
  contentType: string | undefined,
  dates: readonly string[],
) => EncodedBody;

/**
 * Encodes a body as the document says.
 *
 * @throws {ConfigurationError} for a body that cannot be sent so. Nothing was sent.
 */
export function encodeBody(
  { requestBody, dates = [] }: Operation,
  body: unknown,
  contentType: string | undefined,
  encode: BodyEncoder | undefined,
): EncodedBody {
  if (typeof requestBody === "object" && encode) return encode(requestBody, body, contentType, dates);
  return { body: toJson(body, dates), contentType: contentType ?? "application/json" };
}
