import { isObject } from "../json.ts";
import type { SourceFile } from "../places.ts";
import { confidences, DocumentError, type Finding } from "../problem.ts";
import { didYouMean } from "../words.ts";
import { parseYaml, type YamlFile } from "./yaml.ts";

const fields = ["file", "find", "replace", "description", "x-evidence"];

/**
 * Applies a patch to the text of a source that cannot be read as it is; the source itself stays as the vendor wrote it. Each change names
 * a string that is in the source just once, what replaces it, why, and where it is known from.
 *
 * @throws {DocumentError} for a change that no longer applies: the vendor may have made it.
 */
export function applyPatch(
  sources: readonly SourceFile[],
  file: SourceFile,
): { sources: SourceFile[]; findings: Finding[] } {
  const patch = parseYaml(file);
  const changes = patch.value.changes;
  if (!Array.isArray(changes) || Object.keys(patch.value).length > 1)
    throw new DocumentError(
      patch.locate([]),
      "expected `changes`, a list, and nothing else",
      "See specs/README.md.",
    );
  const patched = sources.map((source) => ({ ...source }));
  const findings = changes.map((change, index): Finding => {
    const { file: path, find, replace, description, evidence } = readChange(change, index, patch);
    const at = (key: string) => patch.locate(["changes", index, key]);
    const candidates = patched.filter((source) => path === undefined || source.path.endsWith(`/${path}`));
    const source = candidates.find(({ text }) => text.includes(find));
    if (!source)
      throw new DocumentError(
        at("find"),
        `the text of change ${index + 1} is not in ${path ?? "the source"} any more`,
        "The vendor may have corrected it: remove the change, or fit it to the new text.",
      );
    const position = source.text.indexOf(find);
    if (source.text.includes(find, position + 1))
      throw new DocumentError(
        at("find"),
        `the text of change ${index + 1} is in ${source.path} more than once`,
        "Add some of what is around it, so that one place is meant.",
      );
    source.text = source.text.slice(0, position) + replace + source.text.slice(position + find.length);
    const before = source.text.slice(0, position).split("\n");
    return {
      kind: "repair",
      rule: "patch",
      message: `${description} (${evidence.confidence}; ${evidence.source})`,
      location: { file: source.path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    };
  });
  return { sources: patched, findings };
}

function readChange(change: unknown, index: number, patch: YamlFile) {
  const fail = (key: string | undefined, problem: string, advice: string): never => {
    throw new DocumentError(
      patch.locate(["changes", index, ...(key === undefined ? [] : [key])]),
      problem,
      advice,
    );
  };
  if (!isObject(change))
    return fail(undefined, "a change is not a mapping", `Expected one with ${fields.join(", ")}.`);
  const unknown = Object.keys(change).find((key) => !fields.includes(key));
  if (unknown !== undefined)
    return fail(
      unknown,
      `a change has no field "${unknown}"`,
      `Expected ${fields.join(", ")}.${didYouMean(unknown, fields)}`,
    );
  const { file, find, replace, description } = change;
  const evidence = change["x-evidence"];
  if (
    typeof find !== "string" ||
    find === "" ||
    typeof replace !== "string" ||
    typeof description !== "string"
  )
    return fail(
      undefined,
      "a change needs find, replace and description, all of them strings",
      "See specs/README.md.",
    );
  if (file !== undefined && typeof file !== "string")
    return fail("file", "file is not a string", "Name one file of the source.");
  const { source, confidence } = Object(evidence) as Record<string, unknown>;
  if (typeof source !== "string" || !confidences.some((level) => level === confidence))
    return fail(
      "x-evidence",
      "a change needs x-evidence with source and confidence",
      `Write x-evidence: { source: "…", confidence: ${confidences.join(" | ")} }.`,
    );
  return { file, find, replace, description, evidence: { source, confidence: String(confidence) } };
}
