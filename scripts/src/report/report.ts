import { createHash } from "node:crypto";
import { listUnknowns } from "../model/unknowns.ts";
import { type OpenApiDocument, requestSchema, responseSchema } from "../openapi.ts";
import type { AppliedAction } from "../overlay/apply.ts";
import type { Overlay } from "../overlay/overlay.ts";
import type { SourceFile } from "../places.ts";
import { type Confidence, describeFinding, type Finding } from "../problem.ts";
import { count } from "../words.ts";
import { type OperationTally, sum, type Tally, tallyOperations } from "./tally.ts";

export interface ReportInput {
  banner: string;
  format: string;
  sources: SourceFile[];
  overlayFile: SourceFile | undefined;
  overlay: Overlay | undefined;
  /** The document before the overlay, and after it. */
  before: OpenApiDocument;
  after: OpenApiDocument;
  findings: Finding[];
  applied: AppliedAction[];
  /** Names of the SDK's methods by operationId. */
  methods: ReadonlyMap<string, string>;
}

/** What a person reads to decide how far to trust a client: what the source said, what we fixed and added, what is not known. */
export function writeReport(input: ReportInput): string {
  const unknowns = listUnknowns(input.after);
  return `${[
    `<!-- ${input.banner.replaceAll("\n", " ")} -->`,
    `# ${input.after.info.title}: how far the document can be trusted`,
    ...summary(input, unknowns),
    untyped(unknowns),
    notKnown(input),
    operations(input),
    corrections(input),
    findings(
      "Repairs",
      "The OpenAPI standard requires most of these changes; the others make the document usable. None needs knowledge of the vendor, except a patch, which names its source.",
      input.findings.filter(({ kind }) => kind === "repair"),
    ),
    findings(
      "What the source does not say",
      "Found while reading it. The corrections above fill in what they can; *Untyped* lists the rest.",
      input.findings.filter(({ kind }) => kind === "unknown"),
    ),
    findings(
      "What a client cannot do",
      "These are things that the document describes but that no request can carry. A call that tries is an error.",
      input.findings.filter(({ kind }) => kind === "unsupported"),
    ),
    provenance(input),
  ].join("\n\n")}\n`;
}

function summary(
  { before, after, findings, applied, format, sources, overlay }: ReportInput,
  unknowns: string[],
): string[] {
  const tallies = tallyOperations(before, after);
  const row = (name: string, { vendor, ours, unknown }: Tally) =>
    `| ${name} | ${vendor + ours + unknown} | ${vendor} | ${ours} | ${unknown} |`;
  const of = (level: Confidence) =>
    applied.filter(({ action }) => action.evidence.confidence === level).length;
  const repairs = findings.filter(({ kind }) => kind === "repair").length;
  const unsupported = findings.filter(({ kind }) => kind === "unsupported").length;
  const list = sources.length === 1 ? sources[0]?.path : count(sources.length, "file");
  const [introduction] = paragraphs(overlay);
  return [
    ...(introduction ? [introduction] : []),
    [
      `- Source: ${list}, ${format}, ${count(tallies.length, "operation")}.`,
      `- Corrections: ${of("high")} of high confidence, ${of("medium")} of medium, ${of("low")} of low.${of("choice") === 0 ? "" : ` In addition, ${count(of("choice"), "name or example", "names and examples")} of our own.`}`,
      `- Repairs: ${repairs}.`,
      `- Untyped: ${unknowns.length === 0 ? "nothing" : count(unknowns.length, "place")}.`,
      `- Not known: ${overlay?.notKnown.length ? count(overlay.notKnown.length, "thing") : "nothing is listed"}.`,
      ...(unsupported > 0 ? [`- What a client cannot do: ${count(unsupported, "thing")}.`] : []),
    ].join("\n"),
    [
      "| | all | typed by the source | typed by us | untyped |",
      "|---|--:|--:|--:|--:|",
      row("Parameters", sum(tallies.map(({ parameters }) => parameters))),
      row("Request bodies", sum(tallies.map(({ requestBodies }) => requestBodies))),
      row("Success responses", sum(tallies.map(({ successes }) => successes))),
      row("Error responses", sum(tallies.map(({ errors }) => errors))),
    ].join("\n"),
  ];
}

/** Of the overlay's description: the first says what the source is, the others where the corrections are from. */
function paragraphs(overlay: Overlay | undefined): string[] {
  return overlay?.description?.trim().split(/\n{2,}/) ?? [];
}

function untyped(unknowns: string[]): string {
  const lines = unknowns.map((unknown) => `- ${unknown}`).join("\n");
  return `## Untyped\n\n${unknowns.length === 0 ? "Nothing." : `Typed \`unknown\`, or as an object or array whose contents are not described:\n\n${lines}`}`;
}

function notKnown({ overlay }: ReportInput): string {
  const list = overlay?.notKnown ?? [];
  return `## Not known\n\n${list.length === 0 ? "The overlay lists nothing under `x-not-known`." : `No source that we found says the following. Where a type is needed, the corrections below choose one.\n\n${list.map((sentence) => `- ${sentence}`).join("\n")}`}`;
}

function operations({ before, after, methods }: ReportInput): string {
  const rows = tallyOperations(before, after).map((tally) => operationRow(after, tally, methods));
  return [
    "## Operations",
    "Parameters are counted as: typed by the source + typed by us + untyped.",
    [
      "| SDK method | operation | operationId | parameters | request | success |",
      "|---|---|---|---|---|---|",
      ...rows,
    ].join("\n"),
  ].join("\n\n");
}

function operationRow(
  document: OpenApiDocument,
  { entry, parameters }: OperationTally,
  methods: ReadonlyMap<string, string>,
): string {
  const { method, path, operation } = entry;
  const successes = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith("2"));
  const success = successes
    .map(([status, response]) => `${status} ${schemaName(responseSchema(document, response))}`)
    .join(", ");
  const request = operation.requestBody ? schemaName(requestSchema(document, operation.requestBody)) : "";
  return `| ${methods.get(operation.operationId as string)} | ${method.toUpperCase()} ${path} | ${operation.operationId} | ${parameters.vendor} + ${parameters.ours} + ${parameters.unknown} | ${request} | ${success} |`;
}

function schemaName(schema: ReturnType<typeof responseSchema>): string {
  if (schema === "none") return "no body";
  if (schema?.$ref) return schema.$ref.split("/").at(-1) as string;
  if (schema?.type === "array") return `${schemaName(schema.items)}[]`;
  return typeof schema?.type === "string" ? schema.type : "unknown";
}

function corrections({ applied, overlay }: ReportInput): string {
  const of = (...levels: string[]) =>
    applied.filter(({ action }) => levels.includes(action.evidence.confidence));
  return [
    "## Corrections",
    ...paragraphs(overlay).slice(1),
    "### Low and medium confidence: inference, or one good source",
    correctionTable([...of("low"), ...of("medium")]),
    "### High confidence: official text, or several sources that agree",
    correctionTable(of("high")),
    "### Names and examples of our own",
    correctionTable(of("choice")),
  ].join("\n\n");
}

function correctionTable(applied: AppliedAction[]): string {
  if (applied.length === 0) return "None.";
  const rows = applied.map(({ action, changed }) => {
    const { target, description, evidence } = action;
    return `| ${action.number} | \`${cell(target)}\`${changed > 1 ? ` (${changed} places)` : ""} | ${cell(description)} | ${cell(evidence.source)} | ${evidence.confidence} |`;
  });
  return ["| # | where | why | source | confidence |", "|--:|---|---|---|---|", ...rows].join("\n");
}

function findings(title: string, intro: string, list: Finding[]): string {
  const byRule = Map.groupBy(list, ({ rule }) => rule);
  const sections = [...byRule].map(([rule, found]) => {
    const alike = Map.groupBy(found, ({ message }) => message);
    const lines = [...alike].map(([message, each]) =>
      each.length === 1
        ? each.map((finding) => `- ${lineOf(finding)}: ${describeFinding(finding)}`)
        : `- ${message} ${each.length} places: ${each.map((finding) => `${finding.subject ?? ""} (${lineOf(finding)})`.trimStart()).join("; ")}.`,
    );
    return `### ${rule} (${found.length})\n\n${lines.flat().join("\n")}`;
  });
  return [`## ${title}`, intro, ...(sections.length === 0 ? ["None."] : sections)].join("\n\n");
}

/** The file within the spec folder, and the line. */
function lineOf({ location: { file, line } }: Finding): string {
  return `${file.split("/").slice(2).join("/") || file}:${line}`;
}

function provenance({ sources, overlayFile, overlay }: ReportInput): string {
  const row = ({ path, text }: SourceFile, what: string) =>
    `| ${path} | ${what} | ${Buffer.byteLength(text)} | \`${createHash("sha256").update(text).digest("hex")}\` |`;
  return [
    "## Made from",
    [
      "| file | what it is | bytes | sha256 |",
      "|---|---|--:|---|",
      ...sources.map((file) => row(file, "the source")),
      ...(overlayFile && overlay
        ? [row(overlayFile, `${cell(overlay.title)}, version ${overlay.version}`)]
        : []),
    ].join("\n"),
  ].join("\n\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
