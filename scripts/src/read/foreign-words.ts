import { isObject } from "../json.ts";
import { httpMethods } from "../openapi.ts";
import type { Finding } from "../problem.ts";
import type { YamlFile } from "./yaml.ts";

/**
 * Takes a vendor's own x- words out of the maps of paths and of responses, in place. Everywhere else they pass through, but there
 * every other key is a path or a status, and whoever reads the document would take the word for one.
 */
export function dropForeignWords(paths: Record<string, unknown>, source: YamlFile): Finding[] {
  const findings: Finding[] = [];
  const drop = (map: unknown, at: string[]): void => {
    if (!isObject(map)) return;
    for (const word of Object.keys(map).filter((key) => key.startsWith("x-"))) {
      delete map[word];
      findings.push({
        kind: "repair",
        rule: "foreign-word",
        message: `The vendor's word "${word}" stands among ${at.length > 1 ? "responses" : "paths"}; it was left out.`,
        location: source.locate([...at, word]),
      });
    }
  };
  drop(paths, ["paths"]);
  for (const [path, item] of Object.entries(paths))
    for (const method of httpMethods) {
      const operation = isObject(item) ? item[method] : undefined;
      if (isObject(operation)) drop(operation.responses, ["paths", path, method, "responses"]);
    }
  return findings;
}
