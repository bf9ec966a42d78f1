import type { MediaType } from "../openapi.ts";

/** Whether a media type is JSON. A wildcard stands for JSON too, which is what every API of these sends. */
export function isJson(mediaType: string): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType);
}

/** The form of a body that a client takes, where it has several: JSON, or else the first. */
export function preferredMedia(
  content: Record<string, MediaType> | undefined,
): [mediaType: string, media: MediaType] | undefined {
  const entries = Object.entries(content ?? {});
  return entries.find(([mediaType]) => isJson(mediaType)) ?? entries[0];
}
