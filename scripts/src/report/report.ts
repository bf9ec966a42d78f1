import { createHash } from "node:crypto";
import { listUnknowns } from "../model/unknowns.ts";
import { type OpenApiDocument, requestSchema, responseSchema } from "../openapi.ts";
import type { AppliedAction } from "../overlay/apply.ts";
import type { Overlay } from "../overlay/overlay.ts";
import type { SourceFile } from "../places.ts";
import { confidences, type Finding } from "../problem.ts";
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
}

/** What a person reads to decide how far to trust a client: what the vendor said, what we fixed and added, what nobody knows. */
export function writeReport(input: ReportInput): string {
  const unknowns = listUnknowns(input.after);
  return `${[
    `<!-- ${input.banner.replaceAll("\n", " ")} -->`,
    `# ${input.after.info.title}: how far the document can be trusted`,
    glance(input, unknowns),
    stillUnknown(unknowns),
    operations(input),
    corrections(input),
    findings(
      "Repairs",
      "What the OpenAPI standard demands and the document did not keep. These changes need no knowledge of the vendor.",
      input.findings.filter(({ kind }) => kind === "repair"),
    ),
    findings(
      "What the vendor's document does not say",
      "Noticed while reading it. The corrections above settle what they can; what they cannot is listed under *Still unknown*.",
      input.findings.filter(({ kind }) => kind === "unknown"),
    ),
    findings(
      "What a client cannot do",
      "The document describes it, and no request can say it. A call that tries is an error.",
      input.findings.filter(({ kind }) => kind === "unsupported"),
    ),
    provenance(input),
  ].join("\n\n")}\n`;
}

function glance({ before, after, findings, applied, format }: ReportInput, unknowns: string[]): string {
  const tallies = tallyOperations(before, after);
  const row = (name: string, { vendor, ours, unknown }: Tally) =>
    `| ${name} | ${vendor + ours + unknown} | ${vendor} | ${ours} | ${unknown} |`;
  const facts = applied.filter(({ action }) => action.evidence.confidence !== "choice");
  const confidence = confidences
    .filter((level) => level !== "choice")
    .map((level) => `${applied.filter(({ action }) => action.evidence.confidence === level).length} ${level}`)
    .join(", ");
  return [
    "## At a glance",
    `The vendor's document is ${format}, with ${count(tallies.length, "operation")}. We made ${count(findings.filter(({ kind }) => kind === "repair").length, "repair")} and ${count(facts.length, "correction")} (confidence: ${confidence})${applied.length === facts.length ? "" : `, and chose ${count(applied.length - facts.length, "name or example", "names and examples")}`}. ${unknowns.length === 0 ? "Nothing is left unknown." : `${count(unknowns.length, "thing")} ${unknowns.length === 1 ? "is" : "are"} still unknown.`}`,
    [
      "| | all | typed by the vendor | typed by us | unknown |",
      "|---|--:|--:|--:|--:|",
      row("Parameters", sum(tallies.map(({ parameters }) => parameters))),
      row("Request bodies", sum(tallies.map(({ requestBodies }) => requestBodies))),
      row("Success responses", sum(tallies.map(({ successes }) => successes))),
      row("Error responses", sum(tallies.map(({ errors }) => errors))),
    ].join("\n"),
  ].join("\n\n");
}

function stillUnknown(unknowns: string[]): string {
  const lines = unknowns.map((unknown) => `- ${unknown}`).join("\n");
  return `## Still unknown\n\n${unknowns.length === 0 ? "Nothing." : `Typed \`unknown\`, or as an object or array of which nothing more is known:\n\n${lines}`}`;
}

function operations({ before, after }: ReportInput): string {
  const rows = tallyOperations(before, after).map((tally) => operationRow(after, tally));
  return [
    "## Operations",
    "Parameters are counted as: typed by the vendor + by us + unknown.",
    ["| operation | operationId | parameters | request | success |", "|---|---|---|---|---|", ...rows].join(
      "\n",
    ),
  ].join("\n\n");
}

function operationRow(document: OpenApiDocument, { entry, parameters }: OperationTally): string {
  const { method, path, operation } = entry;
  const successes = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith("2"));
  const success = successes
    .map(([status, response]) => `${status} ${schemaName(responseSchema(document, response))}`)
    .join(", ");
  const request = operation.requestBody ? schemaName(requestSchema(document, operation.requestBody)) : "";
  return `| ${method.toUpperCase()} ${path} | ${operation.operationId} | ${parameters.vendor} + ${parameters.ours} + ${parameters.unknown} | ${request} | ${success} |`;
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
    ...(overlay?.description ? [overlay.description.trim()] : []),
    "### That rest on one good source, or on inference",
    correctionTable(of("medium", "low")),
    "### That rest on official text, or on several sources",
    correctionTable(of("high")),
    "### That are no facts but our own choice: names and examples",
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
    const lines = found.map(
      ({ message, location }) =>
        `- ${location.file.split("/").slice(2).join("/") || location.file}:${location.line}: ${message}`,
    );
    return `### ${rule} (${found.length})\n\n${lines.join("\n")}`;
  });
  return [`## ${title}`, intro, ...(sections.length === 0 ? ["None."] : sections)].join("\n\n");
}

function provenance({ sources, overlayFile, overlay }: ReportInput): string {
  const row = ({ path, text }: SourceFile, what: string) =>
    `| ${path} | ${what} | ${Buffer.byteLength(text)} | \`${createHash("sha256").update(text).digest("hex")}\` |`;
  return [
    "## Made from",
    [
      "| file | what it is | bytes | sha256 |",
      "|---|---|--:|---|",
      ...sources.map((file) => row(file, "the vendor's document")),
      ...(overlayFile && overlay
        ? [row(overlayFile, `${cell(overlay.title)}, version ${overlay.version}`)]
        : []),
    ].join("\n"),
  ].join("\n\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
