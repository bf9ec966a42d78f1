import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropHeaderParameters } from "../repair/header-parameters.ts";

/**
 * Takes out the header parameters that carry a key: the security schemes describe them, and a call that could set one could replace
 * the client's own.
 */
export function dropKeyParameters(document: OpenApiDocument, places: Places): Finding[] {
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  const headers = schemes.flatMap(({ in: location, name }) => (location === "header" && name ? [name] : []));
  const keys = new Set(headers.map((name) => name.toLowerCase()));
  return dropHeaderParameters(
    document,
    places,
    "key-parameter",
    (name) => keys.has(name),
    "carries a key, which a security scheme describes",
  );
}
