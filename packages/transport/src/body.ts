/**
 * How openapi-fetch sends a body: as JSON, unless the call's `Content-Type` names something else, or the body is a form, which
 * brings a type of its own. What is not JSON goes out as the caller made it, as with fetch.
 */
export function serializeBody(
  body: unknown,
  headers?: { get(name: string): string | null },
): NonNullable<RequestInit["body"]> {
  const mediaType = headers?.get("content-type");
  const isRaw = body instanceof FormData || (mediaType != null && !/\bjson\b/i.test(mediaType));
  return isRaw ? (body as NonNullable<RequestInit["body"]>) : JSON.stringify(body);
}
