import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropParameters } from "../repair/dropped-parameters.ts";

/**
 * Takes out the parameters that carry a key: the security schemes describe them, and a call that could set one could replace
 * the client's own.
 */
export function dropKeyParameters(document: OpenApiDocument, places: Places): Finding[] {
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  const keyOf = (location: string, name = "") =>
    `${location} ${location === "header" ? name.toLowerCase() : name}`;
  const keys = new Set(schemes.map(({ in: location, name }) => keyOf(String(location), name)));
  return dropParameters(
    document,
    places,
    "key-parameter",
    (location, name) => keys.has(keyOf(location, name)),
    "carries a key, which a security scheme describes",
  );
}
