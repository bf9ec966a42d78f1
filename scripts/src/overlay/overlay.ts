import { isObject } from "../json.ts";
import type { Json } from "../openapi.ts";
import type { SourceFile } from "../places.ts";
import { confidences, DocumentError, type Evidence, type Location } from "../problem.ts";
import { parseYaml, type YamlFile } from "../read/yaml.ts";
import { didYouMean } from "../words.ts";

export interface OverlayAction {
  /** 1-based position in the overlay. */
  number: number;
  target: string;
  description: string;
  evidence: Evidence;
  /** Arrays in the update take the place of those in the document. Else what is not there yet is added to them. */
  replacesArrays: boolean;
  change: { kind: "update"; value: Json } | { kind: "copy"; from: string } | { kind: "remove" };
  location: Location;
}

export interface Overlay {
  title: string;
  version: string;
  description: string | undefined;
  /** What no source says, in sentences for the report. */
  notKnown: string[];
  actions: OverlayAction[];
}

const infoFields = ["title", "version", "description", "x-not-known"];
const rootFields = ["overlay", "info", "extends", "actions"];
const actionFields = ["target", "description", "update", "copy", "remove", "x-evidence", "x-arrays"];

/** Reads an OpenAPI Overlay 1.0 or 1.1 document, with the evidence that we demand of every action. */
export function parseOverlay(file: SourceFile): Overlay {
  const source = parseYaml(file);
  const { value } = source;
  rejectUnknownFields(value, rootFields, [], source);
  const version = /^1\.([01])\.\d+$/.exec(String(value.overlay))?.[1];
  if (version === undefined) {
    throw new DocumentError(
      source.locate(["overlay"]),
      `expected overlay: 1.0.x or 1.1.x, found ${JSON.stringify(value.overlay)}`,
      "Say which version of the Overlay Specification the document follows.",
    );
  }
  const { info } = value;
  if (!isObject(info) || typeof info.title !== "string" || typeof info.version !== "string") {
    throw new DocumentError(
      source.locate(["info"]),
      "an overlay needs info.title and info.version, both strings",
      'Write them as in the other overlays, the version in quotes: version: "1".',
    );
  }
  rejectUnknownFields(info, infoFields, ["info"], source);
  const { description, "x-not-known": notKnown = [] } = info;
  if (!Array.isArray(notKnown) || !notKnown.every((sentence) => typeof sentence === "string" && sentence)) {
    throw new DocumentError(
      source.locate(["info", "x-not-known"]),
      "x-not-known is not a list of sentences",
      "Write a list of strings, one for each thing that no source says.",
    );
  }
  if (!Array.isArray(value.actions) || value.actions.length === 0) {
    throw new DocumentError(
      source.locate(["actions"]),
      "an overlay needs at least one action",
      "Add one, or delete the overlay if the vendor's document needs no correction.",
    );
  }
  return {
    title: info.title,
    version: info.version,
    description: typeof description === "string" ? description : undefined,
    notKnown,
    actions: value.actions.map((action, index) => parseAction(action, index, version, source)),
  };
}

function parseAction(action: unknown, index: number, minor: string, source: YamlFile): OverlayAction {
  const at = ["actions", index];
  const location = source.locate(at);
  const number = index + 1;
  const fail = (problem: string, advice: string): never => {
    throw new DocumentError(location, `action ${number}: ${problem}`, advice);
  };
  if (!isObject(action))
    return fail(
      "expected a mapping",
      'An action has a "target", a "description", "x-evidence" and one of update, copy, remove.',
    );
  rejectUnknownFields(action, actionFields, at, source);
  const { target, description, update, copy, remove } = action;
  if (typeof target !== "string")
    return fail("it has no target", "Say with a JSONPath (RFC 9535) what it changes.");
  if (typeof description !== "string" || description.trim() === "")
    return fail(
      `${target} gives no reason`,
      "Write into its description why the vendor's document is wrong here.",
    );

  const changes = [update !== undefined, copy !== undefined, remove === true].filter(Boolean).length;
  if (changes !== 1)
    return fail(
      `${target} has ${changes === 0 ? "no change" : "more than one change"}`,
      "Give exactly one of update, copy and remove: true.",
    );
  if (copy !== undefined && minor === "0")
    return fail("copy belongs to Overlay 1.1", "Write overlay: 1.1.0 at the top.");
  if (copy !== undefined && typeof copy !== "string")
    return fail(
      `${target} copies from something that is not a path`,
      "Say with a JSONPath (RFC 9535) from where.",
    );
  const arrays = action["x-arrays"];
  if (arrays !== undefined && arrays !== "replace" && arrays !== "unite")
    return fail(
      `${target} has x-arrays ${JSON.stringify(arrays)}`,
      "Say replace or unite, which is the default.",
    );
  return {
    number,
    target,
    replacesArrays: arrays === "replace",
    description: description.trim(),
    evidence: parseEvidence(action["x-evidence"], target, fail),
    change:
      remove === true
        ? { kind: "remove" }
        : copy !== undefined
          ? { kind: "copy", from: copy }
          : { kind: "update", value: update as Json },
    location,
  };
}

function parseEvidence(
  evidence: unknown,
  target: string,
  fail: (problem: string, advice: string) => never,
): Evidence {
  const expected = `Add x-evidence with "source" (where the fact is) and "confidence" (${confidences.join(", ")}).`;
  if (!isObject(evidence)) return fail(`${target} names no evidence`, expected);
  if (typeof evidence.source !== "string" || evidence.source.trim() === "")
    return fail(`${target} names no source`, expected);
  const confidence = confidences.find((known) => known === evidence.confidence);
  if (!confidence)
    return fail(`${target} has the confidence ${JSON.stringify(evidence.confidence)}`, expected);
  const { source, disputed } = evidence;
  const known = ["source", "confidence", "disputed"];
  const unknown = Object.keys(evidence).find((key) => !known.includes(key));
  if (unknown)
    return fail(
      `${target} has "${unknown}" in its evidence`,
      `Known there: ${known.join(", ")}.${didYouMean(unknown, known)}`,
    );
  if (disputed !== undefined && typeof disputed !== "string")
    return fail(
      `${target} has a "disputed" that is not a string`,
      "Write what the vendor says, and since when.",
    );
  return { source: source.trim(), confidence, ...(disputed === undefined ? {} : { disputed }) };
}

function rejectUnknownFields(
  value: Record<string, unknown>,
  known: string[],
  at: (string | number)[],
  source: YamlFile,
): void {
  const isMisspelled = (key: string) => !key.startsWith("x-") || didYouMean(key, known) !== "";
  const unknown = Object.keys(value).find((key) => !known.includes(key) && isMisspelled(key));
  if (unknown !== undefined) {
    throw new DocumentError(
      source.locate([...at, unknown]),
      `unknown field "${unknown}" in the overlay`,
      `Known here: ${known.join(", ")}.${didYouMean(unknown, known)}`,
    );
  }
}
