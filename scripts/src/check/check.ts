import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { type Config, lintFromString, loadConfig } from "@redocly/openapi-core";
import { resolveReference } from "../json.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { checkStructure, findBroken, type Problem } from "./structure.ts";

/** A normalized document that is not good enough to make a client of, with everything that is wrong with it. */
export class CheckError extends Error {
  override name = "CheckError";
  readonly problems: string[];

  constructor(api: string, problems: string[]) {
    super(
      `${api}: the normalized document has ${problems.length} problem${problems.length === 1 ? "" : "s"}\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** What a check finds wrong: nothing, or its problems one by one. */
export async function problemsOf(look: () => Promise<void>): Promise<string[]> {
  try {
    await look();
    return [];
  } catch (error) {
    if (error instanceof CheckError) return error.problems;
    throw error;
  }
}

/** What is checked. */
export interface Checked {
  document: OpenApiDocument;
  /** The same before the overlay. */
  before: OpenApiDocument;
  places: Places;
  findings: Finding[];
  /** Says where the problems come from, naming each source once. */
  explain?(problems: Problem[]): string[];
  /** The text of openapi.yaml, which follows the document. */
  print(): string;
}

/**
 * Demands of the normalized document what a client needs, and zero problems of the linter. An example of the vendor's that contradicts its
 * schema is dropped, which is a finding; one of the overlay's is an error.
 */
export async function check(api: string, checked: Checked): Promise<void> {
  const reject = (problems: Problem[]): never => {
    throw new CheckError(api, checked.explain?.(problems) ?? problems.map(print));
  };
  const broken = findBroken(checked.document);
  if (broken.length > 0) reject(broken);
  const structure = checkStructure(checked.document, checked.places);
  if (structure.length > 0) throw new CheckError(api, structure);
  // Dropping examples may bring other contradictions to light; those examples are dropped in their turn.
  for (let round = 0; ; round++) {
    const found = await lint(checked.print());
    // The last of a list first, so that the places of the others stay.
    const problems = found.toSorted((a, b) => b.pointer.localeCompare(a.pointer, "en", { numeric: true }));
    const dropped = problems.filter(
      ({ rule, pointer }) => /^no-invalid-.*examples$/.test(rule) && dropExample(checked, pointer),
    );
    const left = found.filter((problem) => !dropped.includes(problem));
    if (left.length > 0) reject(left);
    if (dropped.length === 0) return;
    if (round > 5)
      throw new Error(
        "Some examples still contradict the document after several rounds of dropping such examples.",
      );
  }
}

/** Where a pointer leads, from the most precise to the least. */
function placesOf(pointer: string): string[] {
  const [section, first = "", second = ""] = pointer
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
  if (section !== "paths") return [place.schema(pointer.split("/")[3] ?? "")];
  return [place.operation(second, first), place.path(first)];
}

/** Drops the example at a pointer, or that it is a part of, if it is the vendor's. */
function dropExample({ document, before, places, findings }: Checked, pointer: string): boolean {
  const [at] =
    /^.*(?<!\/(?:properties|schemas|patternProperties))\/(?:example|examples\/[^/]+)(?=\/|$)/.exec(pointer) ??
    [];
  if (at === undefined) return false;
  const value = resolveReference(document, at);
  if (value === undefined) return true; // It went with another one.
  const [, parent = "", key = ""] = /^(.*)\/([^/]+)$/.exec(at) ?? [];
  const vendors = [resolveReference(before, at), resolveReference(before, parent)].flat();
  if (!vendors.some((own) => isDeepStrictEqual(own, value))) return false;
  const holder = resolveReference(document, parent) as Record<string, unknown> | unknown[];
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key.replaceAll("~1", "/").replaceAll("~0", "~")];
  findings.push({
    kind: "repair",
    rule: "example",
    message: `The example at ${at} contradicts its schema; it was left out.`,
    location: places.find(...placesOf(at)),
  });
  return true;
}

function print({ pointer, message }: Problem): string {
  return `${pointer}: ${message}`;
}

let config: Promise<Config> | undefined;

/** Lints an OpenAPI document with redocly and our rules. */
export async function lint(text: string): Promise<Problem[]> {
  config ??= loadConfig({ configPath: fileURLToPath(new URL("redocly.yaml", import.meta.url)) });
  const problems = await lintFromString({ source: text, config: await config });
  return problems.flatMap(({ ruleId, message, location }) => {
    const pointer = location[0]?.pointer ?? "#";
    // Another part of the whole may have the property: the rule looks at this one alone.
    if (ruleId === "no-required-schema-properties-undefined" && /\/(?:all|any|one)Of\//.test(pointer))
      return [];
    return [{ rule: ruleId, pointer, message: `${message} (${ruleId})` }];
  });
}
