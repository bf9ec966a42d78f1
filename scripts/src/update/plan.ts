import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import { parse } from "yaml";
import { type ApiFiles, openApiPath, releasedPath } from "../apis.ts";
import { problemsOf } from "../check/check.ts";
import { type CompileError, findCompileErrors, GeneratedCodeError } from "../compile.ts";
import { forEachReference, resolveReference } from "../json.ts";
import { listUnknowns } from "../model/unknowns.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { compareFiles } from "../output.ts";
import {
  type Corrected,
  checkCorrected,
  correct,
  generate,
  type Progress,
  readAndRepair,
} from "../pipeline.ts";
import type { ReadResult, SourceFile } from "../places.ts";
import { DocumentError, describeFinding, type Finding } from "../problem.ts";
import { hashSources, printProvenance, provenancePath, readProvenance } from "../provenance.ts";
import { count } from "../words.ts";
import type { Change } from "./change.ts";
import {
  changesetPath,
  changesetSummary,
  inOrder,
  printChangeset,
  type Release,
  releasesFor,
} from "./changeset.ts";
import { type Comparison, compareDocuments, compareSources } from "./compare.ts";
import { type Contradiction, findContradictions } from "./contradictions.ts";
import { type Fix, type FixedOverlay, fixOverlay } from "./fix.ts";
import type { NewAction } from "./overlay-edit.ts";
import { findRenames } from "./renames.ts";

/** Everything that a vendor's new document brings, before anything is written. */
export interface UpdatePlan {
  api: string;
  title: string;
  operations: Comparison["operations"];
  /** What the vendor's document changes from the one before, without our corrections. */
  vendor: Change[];
  /** Which of our corrections contradict what the vendor says now. */
  contradictions: Contradiction[];
  /** What changes for a user of the packages: what breaks first. */
  changes: Change[];
  releases: Release[];
  fixes: Fix[];
  additions: NewAction[];
  /** The fixes and additions as a unified diff of the overlay; empty if it fits as it is. */
  overlayPatch: string;
  /** Why the document cannot be used, beyond what the fixes correct. */
  problems: string[];
  unknowns: string[];
  /** Names that gave way, parameters that cannot be sent, and repairs that the document before did not need. */
  repairs: Finding[];
  callers: CompileError[];
  /** Contents by path from the root of the repository. If there are problems, without the generated ones. */
  files: Map<string, string>;
  /** Whether there has been a release. Before, the changeset of the first one covers every change. */
  isReleased: boolean;
  /** Files of the source that the vendor's new document no longer has, and the changeset, if nothing is left for it to say. */
  removed: string[];
}

/** A document on its way in. */
export interface Fetched {
  url: string | undefined;
  /** RFC 3339. */
  time: string;
}

/**
 * Finds out what becomes of an API when its vendor's document is replaced. Touches no file.
 *
 * @param present What is in the API's folder now.
 * @param incoming The vendor's new document, under the names that it is to have.
 * @param fetched When it was fetched, and where, as far as the caller knows; undefined for what was there all along.
 */
export async function planUpdate(
  root: string,
  present: ApiFiles,
  incoming: SourceFile[],
  fetched: Fetched | undefined,
  progress: Progress,
): Promise<UpdatePlan> {
  const { api } = present;
  const before = readBase(root, api);
  const next = readAndRepair(incoming, undefined, present.patch);
  const last = readIfReadable(present);
  const renames = last ? findRenames(last.document, next.document) : [];
  const fixed =
    present.overlay && fixOverlay(structuredClone(next.document), present.overlay, renames, last?.document);
  const isFixed = fixed !== undefined && fixed.file.text !== present.overlay?.text;

  const corrected = asWritten(
    correct({ ...present, sources: incoming, overlay: fixed?.file }, progress),
    fixed,
  );
  if (isFixed) progress("fix", `${count(fixed.fixes.length + fixed.additions.length, "action")}`);
  const files = new Map(incoming.map(({ path, text }) => [path, text]));
  if (isFixed) files.set(fixed.file.path, fixed.file.text);
  files.set(provenancePath(api), provenance(root, api, incoming, fetched));

  const problems = await problemsOf(() => checkCorrected(corrected));
  progress("check", count(problems.length, "problem"));
  const sound = problems.length > 0 ? withoutDangling(corrected.document) : corrected.document;
  const { operations, changes: found } = compareDocuments(before, sound);
  const changes = inOrder(found);
  const vendor = last ? inOrder(compareSources(last.document, next.document)) : [];
  const contradictions =
    last && corrected.overlay ? findContradictions(last.document, next.document, corrected.overlay) : [];
  progress("compare", count(changes.length, "change"));
  const releases = releasesFor(root, api, changes);

  let callers: CompileError[] = [];
  if (problems.length === 0) {
    for (const [path, text] of await generate(corrected, progress)) files.set(path, text);
    // What compiles depends on generated code alone.
    const hasNewCode = compareFiles(root, files).some(({ path }) => path.endsWith(".ts"));
    callers = hasNewCode ? findCompileErrors(root, files) : [];
    const broken = callers.filter(({ file }) => files.has(file));
    if (broken.length > 0) throw new GeneratedCodeError(broken);
    progress("callers", count(callers.length, "compile error"));
  }
  const title = corrected.document.info.title;
  const isReleased = existsSync(join(root, releasedPath(api)));
  const changeset = changesetPath(api);
  if (isReleased && releases.length > 0)
    files.set(changeset, printChangeset(releases, changesetSummary({ title, operations, changes })));
  const known = new Set(listUnknowns(before));
  const repaired = new Set(last?.findings.map(describeFinding));
  return {
    api,
    title,
    operations,
    vendor,
    contradictions,
    changes,
    releases,
    fixes: fixed?.fixes ?? [],
    additions: fixed?.additions ?? [],
    overlayPatch: isFixed ? patch(present.overlay, fixed.file) : "",
    problems,
    unknowns: listUnknowns(sound).filter((unknown) => !known.has(unknown)),
    repairs: corrected.findings.filter(
      (finding) => finding.kind !== "unknown" && !repaired.has(describeFinding(finding)),
    ),
    callers,
    files,
    isReleased,
    removed: [
      ...present.sources.map(({ path }) => path),
      ...(existsSync(join(root, changeset)) ? [changeset] : []),
    ].filter((path) => !files.has(path)),
  };
}

/** What is said of an action has to lead to the overlay as it is, not as it will be once it is fixed. */
function asWritten(corrected: Corrected, fixed: FixedOverlay | undefined): Corrected {
  if (!corrected.overlay || !fixed) return corrected;
  const actions = corrected.overlay.actions.map((action, index) => {
    const { number, location } = fixed.origins[index] ?? action;
    return { ...action, number, location };
  });
  return { ...corrected, overlay: { ...corrected.overlay, actions } };
}

/** A copy of the document in which references that lead nowhere are removed, so that a document with problems can still be compared. */
function withoutDangling(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  forEachReference(copy, (holder) => {
    if (resolveReference(copy, holder.$ref) !== undefined) return;
    delete (holder as { $ref?: string }).$ref;
    holder.description ??= "";
  });
  return copy;
}

/**
 * The corrected document that users have: of the last release, or before the first one that of the last run; one without operations
 * for an API that has had none.
 */
function readBase(root: string, api: string): OpenApiDocument {
  const path = [releasedPath(api), openApiPath(api)].map((file) => join(root, file)).find(existsSync);
  return path
    ? (parse(readFileSync(path, "utf8")) as OpenApiDocument)
    : { openapi: "3.1.0", info: { title: api, version: "0" }, paths: {} };
}

/** The source that is to be replaced may itself be broken; then there is nothing to find renames by. */
function readIfReadable({ sources, patch }: ApiFiles): ReadResult | undefined {
  try {
    return readAndRepair(sources, undefined, patch);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** A source that is the same keeps the time at which it was first retrieved. */
function provenance(root: string, api: string, sources: SourceFile[], fetched: Fetched | undefined): string {
  const known = readProvenance(root, api);
  const sha256 = hashSources(api, sources);
  const isSame = isDeepStrictEqual(known?.sha256, sha256);
  const url = fetched?.url ?? known?.url;
  return printProvenance({
    url,
    published: known?.published,
    retrieved: isSame && url === known?.url ? known?.retrieved : fetched?.time,
    sha256,
  });
}

function patch(before: SourceFile | undefined, after: SourceFile): string {
  return createTwoFilesPatch(after.path, after.path, before?.text ?? "", after.text, undefined, undefined, {
    context: 1,
  }).replace(/^Index: .*\n=+\n/, "");
}
