import { STATUS_CODES } from "node:http";
import type { MediaType, Operation, Parameter, Response, Schema } from "../../openapi.ts";
import { type Places, place } from "../../places.ts";
import type { Finding, Location } from "../../problem.ts";
import type { Field } from "./fields.ts";
import { lostWordsOf, pageFindings } from "./findings.ts";
import type { ParameterPlace } from "./grammar.ts";
import { securityOf } from "./info.ts";
import { groupBy, Notes } from "./notes.ts";
import { headingName, type Page, type Section } from "./page.ts";
import { bodyFieldOf, bodySchema, mergedSchema, type SchemaContext } from "./schema.ts";

export interface OperationResult {
  operation: Operation;
  findings: Finding[];
}

/** What the pages of a document share while their operations are built. */
export interface Shared {
  places: Places;
  schemaPlaces: Map<Schema, Location>;
}

interface Scope {
  page: Page;
  notes: Notes;
  shared: Shared;
  enums: SchemaContext["enums"];
}

export function labelOf({ method, path }: Page): string {
  return `${method.toUpperCase()} ${path}`;
}

export function operationOf(page: Page, shared: Shared): OperationResult {
  const label = labelOf(page);
  const notes = new Notes(label);
  const scope: Scope = { page, notes, shared, enums: new Map() };
  shared.places.set(place.path(page.path), page.endpoint);
  shared.places.set(place.operation(page.method, page.path), page.endpoint);
  const security = securityOf(page);
  const operation: Operation = {
    ...(page.title ? { summary: page.title.text } : {}),
    ...(page.description ? { description: page.description.text } : {}),
    ...(page.deprecated ? { deprecated: true } : {}),
    ...(security ? { security } : {}),
    ...sectionsOf(scope),
  };
  return {
    operation,
    findings: [...pageFindings(page, label), ...lostWordsOf(page, label), ...notes.findings()],
  };
}

function sectionsOf(scope: Scope): Pick<Operation, "parameters" | "requestBody" | "responses"> {
  const parameters: Parameter[] = [];
  const responses: Record<string, Response> = {};
  const result: ReturnType<typeof sectionsOf> = {};
  for (const section of scope.page.sections) {
    const { heading } = section;
    if (heading.kind === "parameters") parameters.push(...parametersOf(section, heading.in, scope));
    else if (heading.kind === "request") result.requestBody = requestBodyOf(section, scope);
    else responses[heading.status] = responseOf(section, heading.status, scope);
  }
  if (parameters.length > 0) result.parameters = parameters;
  if (Object.keys(responses).length > 0) result.responses = responses;
  return result;
}

function contextOf(section: Section, { notes, shared, enums }: Scope): SchemaContext {
  const name = headingName(section.heading);
  return {
    enums,
    places: shared.schemaPlaces,
    note: (rule, detail, location) => notes.add(rule, name, detail, location),
  };
}

function parametersOf(section: Section, location: ParameterPlace, scope: Scope): Parameter[] {
  const context = contextOf(section, scope);
  const { method, path } = scope.page;
  return groupBy(section.fields, (field) => field.name).map((group): Parameter => {
    const [field] = group as [Field, ...Field[]];
    const { description, ...schema } = mergedSchema(group, context);
    scope.shared.places.set(place.parameter(method, path, location, field.name), field.location);
    return {
      name: field.name,
      in: location,
      ...(description === undefined ? {} : { description }),
      ...(group.every(({ required }) => required) ? { required: true } : {}),
      schema,
    };
  });
}

function requestBodyOf(
  section: Section,
  scope: Scope,
): { required?: boolean; content: Record<string, MediaType> } {
  scope.shared.places.set(place.requestBody(scope.page.method, scope.page.path), section.location);
  const body = bodyFieldOf(section);
  return { ...(body?.required ? { required: true } : {}), content: contentOf(section, scope) };
}

function responseOf(section: Section, status: string, scope: Scope): Response {
  scope.shared.places.set(place.response(scope.page.method, scope.page.path, status), section.location);
  const description = reasonOf(status);
  return section.heading.kind === "bodyless"
    ? { description }
    : { description, content: contentOf(section, scope) };
}

/** The class's name of RFC 9110 where the page names a range, or a status that has no reason phrase. */
const classes = ["Informational", "Successful", "Redirection", "Client Error", "Server Error"];

function reasonOf(status: string): string {
  return STATUS_CODES[status] ?? classes[Number(status[0]) - 1] ?? "Default response";
}

function contentOf(section: Section, scope: Scope): Record<string, MediaType> {
  const context = contextOf(section, scope);
  const mediaType = "mediaType" in section.heading ? section.heading.mediaType : undefined;
  if (mediaType === undefined) context.note("media-type", "", section.location);
  return { [mediaType ?? "*/*"]: { schema: bodySchema(section, context) } };
}
