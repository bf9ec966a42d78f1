import { forEachReference, resolveReference } from "../json.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import { type Finding, sourceError } from "../problem.ts";

const toSchema = /^#\/components\/schemas\/([^/]+)$/;

/**
 * A reference to a schema that the document does not contain becomes an open schema, because nothing else is known about it.
 * Any other dangling reference is an error: a missing parameter or response cannot be left open.
 */
export function repairReferences(document: OpenApiDocument, places: Places): Finding[] {
  const missing = new Map<string, number>();
  forEachReference(document, (holder) => {
    const reference = holder.$ref;
    if (resolveReference(document, reference) !== undefined) return;
    if (!toSchema.test(reference)) {
      throw sourceError(
        places.find(place.reference(reference)),
        `dangling reference: there is nothing at ${reference}`,
        reference.startsWith("#")
          ? "Only a missing schema can be left open: define the target, or write it in place of the reference."
          : "Other files are not read: write the target in place of the reference.",
      );
    }
    delete (holder as { $ref?: string }).$ref;
    missing.set(reference, (missing.get(reference) ?? 0) + 1);
  });
  return [...missing].map(([reference, count]) => ({
    kind: "unknown",
    rule: "missing-schema",
    message: `The schema "${toSchema.exec(reference)?.[1]}" is used ${count === 1 ? "once" : `${count} times`} and defined nowhere; it was left open.`,
    location: places.find(place.reference(reference)),
  }));
}
