/** Whether a media type is JSON. A wildcard stands for JSON too, which is what every API of these sends. */
export function isJson(mediaType: string): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType);
}
