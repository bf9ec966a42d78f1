import { callError, type ErrorFields, MalformedResponseError } from "./errors.ts";
import { parseJson } from "./json.ts";
import { isJson, type Operation, type SuccessBody, successBody } from "./operation.ts";
import { decode } from "./response.ts";

/** How the body of a success is read. `json` is as the document says. */
export type ParseAs = "json" | "text" | "blob" | "arrayBuffer" | "stream";

/** The bytes of what openapi-fetch has read of a body. */
export function bytesOf(read: unknown): Uint8Array | undefined {
  if (read instanceof ArrayBuffer) return new Uint8Array(read);
  if (typeof Blob === "function" && read instanceof Blob) return undefined;
  const text = typeof read === "string" ? read : (JSON.stringify(read) ?? "");
  return new TextEncoder().encode(text);
}

/** Whether the document says how the body is read. */
export function isAsDocumented(parseAs: ParseAs | undefined): boolean {
  return parseAs === undefined || parseAs === "json";
}

/** The data of a success, from what openapi-fetch has read of its body. */
export function readData(
  operation: Operation,
  method: string,
  status: number,
  data: unknown,
  parseAs: ParseAs | undefined,
  call: ErrorFields,
): unknown {
  if (method === "HEAD") return undefined;
  const expected = successBody(operation, status);
  const { mediaType } = expected;
  const isDefault = isAsDocumented(parseAs);
  if (isJson(mediaType) && (isDefault || parseAs === "text")) {
    const text =
      data instanceof ArrayBuffer ? decode(new Uint8Array(data)) : ((data as string | undefined) ?? "");
    const value = readJson(expected, text, operation, call);
    return isDefault ? value : text;
  }
  if (!isDefault) return data;
  if (!mediaType) return undefined;
  if (mediaType.startsWith("text/"))
    return data instanceof ArrayBuffer ? decode(new Uint8Array(data)) : (data ?? "");
  return data ?? new ArrayBuffer(0);
}

/** The value of a success that the document calls JSON. */
export function readJson(
  { isOptional, isNullable }: SuccessBody,
  text: string,
  { integerStrings }: Operation,
  call: ErrorFields,
): unknown {
  const malformed = (problem: string, pointer?: string) =>
    callError(MalformedResponseError, { ...call, pointer }, `returned ${call.status} ${problem}`);
  let parsed: ReturnType<typeof parseJson>;
  try {
    parsed = parseJson(text, integerStrings);
  } catch {
    if (text.trim() !== "") throw malformed("and a body that is not JSON or was cut off.");
    if (isOptional) return undefined;
    throw malformed("without the body that the document promises.");
  }
  const { value, inexact } = parsed;
  if (inexact)
    throw malformed(
      `and at ${inexact.pointer} an integer that JavaScript cannot hold exactly. Read the response with parseAs: "arrayBuffer".`,
      inexact.pointer,
    );
  if (value !== null || isNullable) return value;
  if (isOptional) return undefined;
  throw malformed("and null in place of the body that the document promises.");
}
