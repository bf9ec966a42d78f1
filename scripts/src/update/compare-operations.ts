import { isDeepStrictEqual } from "node:util";
import { follow } from "../json.ts";
import type { OperationModel } from "../model/model.ts";
import {
  type MediaType,
  type OpenApiDocument,
  type Parameter,
  type RequestBody,
  type Response,
  type SecurityRequirement,
  safetyOf,
  templateNames,
} from "../openapi.ts";
import { type Impact, listing } from "./change.ts";
import { compareSchemas, type Direction, documentationChanged } from "./compare-schemas.ts";
import { pairRenamed } from "./renames.ts";

/** One version of an operation, as a method of the SDK. */
export interface Side {
  document: OpenApiDocument;
  method: OperationModel;
}

/** A change of an operation, without the operation. */
export interface OperationChange {
  text: string;
  /** What of the operation it is about: `["query", "from"]`. */
  location: string[];
  types: Impact;
  /** Where the rules of the standard leave nothing to ask. */
  wire?: Impact;
}

export function compareOperations(before: Side, after: Side): OperationChange[] {
  return [
    ...names(before, after),
    ...parameters(before, after),
    ...requestBodies(before, after),
    ...responses(before, after),
    ...signatures(before, after),
    ...behaviour(before, after),
  ];
}

function names(before: Side, after: Side): OperationChange[] {
  const was = before.method;
  const is = after.method;
  const changes: OperationChange[] = [];
  if (was.path !== is.path)
    for (const [index, name] of templateNames(was.path).entries()) {
      const now = templateNames(is.path)[index];
      if (name !== now)
        changes.push({
          text: `path parameter \`${name}\` is now called \`${now}\``,
          location: ["path", name],
          types: "major",
        });
    }
  if (was.id !== is.id)
    changes.push({
      text: `operationId was \`${was.id}\`, is \`${is.id}\``,
      location: ["operationId"],
      types: "major",
    });
  const called = before.method.fullName;
  if (called !== after.method.fullName)
    changes.push({
      text: `its method in the SDK was \`${called}\`, is \`${after.method.fullName}\``,
      location: ["name"],
      types: "major",
    });
  return changes;
}

function parameters(before: Side, after: Side): OperationChange[] {
  // The names in the path have been compared already; what they look like is compared by their places.
  const pathNames = new Map(
    templateNames(after.method.path).map((name, index) => [name, templateNames(before.method.path)[index]]),
  );
  const was = before.method.parameters;
  const is = after.method.parameters.map((parameter) =>
    parameter.in === "path"
      ? { ...parameter, name: pathNames.get(parameter.name) ?? parameter.name }
      : parameter,
  );
  const { kept, renamed, gone, fresh } = pairRenamed(was, is);
  const at = ({ in: place, name }: Parameter) => [place, name];
  const change = (parameter: Parameter, text: string, impact: Impact): OperationChange => ({
    text: `${parameter.in} parameter \`${parameter.name}\` ${text}`,
    location: at(parameter),
    types: impact,
    wire: impact,
  });
  return [
    ...gone.map((parameter) => change(parameter, "is gone", "major")),
    ...renamed.map(([old, parameter]) => change(old, `is now called \`${parameter.name}\``, "major")),
    ...fresh.map((parameter) =>
      change(
        parameter,
        parameter.required ? "is new and required" : "is new",
        parameter.required ? "major" : "minor",
      ),
    ),
    ...[...kept, ...renamed].flatMap(([old, parameter]) => compareParameter(old, parameter, at(old))),
  ];
}

function compareParameter(before: Parameter, after: Parameter, location: string[]): OperationChange[] {
  const subject = `${after.in} parameter \`${after.name}\``;
  const change = (text: string, types: Impact, ...part: string[]): OperationChange => ({
    text: `${subject} ${text}`,
    location: [...location, ...part],
    types,
  });
  const changes: OperationChange[] = [];
  const required = after.required ?? false;
  if (required !== (before.required ?? false))
    changes.push(
      change(required ? "is required now" : "is optional now", required ? "major" : "minor", "required"),
    );
  if (after.deprecated && !before.deprecated)
    changes.push(change("is deprecated now", "minor", "deprecated"));
  if (before.description !== after.description)
    changes.push(change(documentationChanged, "patch", "description"));
  for (const { path, text, ...impacts } of compareSchemas(before.schema, after.schema, "sent"))
    changes.push({
      ...change(`${path.length > 0 ? `(\`${path.join(".")}\`) ` : ""}${text}`, impacts.types, "schema"),
      ...impacts,
    });
  return changes;
}

function requestBodies(before: Side, after: Side): OperationChange[] {
  const was = follow<RequestBody | undefined>(before.document, before.method.operation.requestBody);
  const is = follow<RequestBody | undefined>(after.document, after.method.operation.requestBody);
  const change = (text: string, types: Impact): OperationChange => ({
    text: `the request body ${text}`,
    location: ["requestBody"],
    types,
  });
  if (!was && !is) return [];
  if (!was) {
    const impact = is?.required ? "major" : "minor";
    return [{ ...change(is?.required ? "is new and required" : "is new", impact), wire: impact }];
  }
  if (!is) return [change("is gone", "major")];
  const changes: OperationChange[] = [];
  if ((was.required ?? false) !== (is.required ?? false))
    changes.push(
      change(is.required ? "is required now" : "is optional now", is.required ? "major" : "minor"),
    );
  if (was.description !== is.description)
    changes.push({ ...change(documentationChanged, "patch"), wire: "patch" });
  return [...changes, ...content(was.content, is.content, "sent", "the request body", ["requestBody"])];
}

function responses(before: Side, after: Side): OperationChange[] {
  const was = before.method.operation.responses ?? {};
  const is = after.method.operation.responses ?? {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((status): OperationChange[] => {
    const subject = `the ${status} response`;
    const location = ["response", status];
    if (!Object.hasOwn(is, status)) return [{ text: `${subject} is gone`, location, types: "major" }];
    if (!Object.hasOwn(was, status))
      return [
        { text: `${subject} is new`, location, types: /^(2|default)/.test(status) ? "major" : "minor" },
      ];
    const old = follow<Response>(before.document, was[status]);
    const now = follow<Response>(after.document, is[status]);
    return [
      ...(old.description === now.description
        ? []
        : [
            {
              text: `${subject} ${documentationChanged}`,
              location,
              types: "patch" as const,
              wire: "patch" as const,
            },
          ]),
      ...content(old.content, now.content, "received", subject, location),
    ];
  });
}

function content(
  before: Record<string, MediaType> = {},
  after: Record<string, MediaType> = {},
  direction: Direction,
  subject: string,
  location: string[],
): OperationChange[] {
  const was = Object.keys(before);
  const is = Object.keys(after);
  const change = (text: string, types: Impact) => ({ text: `${subject} ${text}`, location, types });
  if (was.length === 0 && is.length === 0) return [];
  if (was.length === 0) return [change("has a body now", "minor")];
  if (is.length === 0) return [change("has no body any more", "major")];
  const gone = was.filter((type) => !Object.hasOwn(after, type));
  const fresh = is.filter((type) => !Object.hasOwn(before, type));
  const pairs = was.filter((type) => Object.hasOwn(after, type)).map((type) => [type, type]);
  if (pairs.length === 0) pairs.push([was[0] as string, is[0] as string]);
  const changes = pairs.flatMap(([old = "", now = ""]) =>
    compareSchemas(before[old]?.schema, after[now]?.schema, direction).map(({ path, text, ...impacts }) => ({
      text: `${subject}${path.length > 0 ? `: \`${path.join(".")}\`` : ""} ${text}`,
      location: [...location, ...path],
      ...impacts,
    })),
  );
  return [
    ...(gone.length > 0 ? [change(`was ${listing(was)}, is ${listing(is)}`, "major")] : []),
    ...(gone.length === 0 && fresh.length > 0
      ? // What may be received in another form has to be told apart; what may be sent in one need not be.
        [
          change(
            `can be ${listing(fresh)}, too`,
            direction === "sent" ? ("minor" as const) : ("major" as const),
          ),
        ]
      : []),
    // The same body in several forms changes once.
    ...new Map(changes.map((one) => [one.text, one])).values(),
  ];
}

/** A method's arguments are positional: one that appears or goes moves those behind it. */
function signatures(before: Side, after: Side): OperationChange[] {
  const was = argumentsOf(before);
  const is = argumentsOf(after);
  if (was.length === is.length && was.every((argument, index) => argument === is[index])) return [];
  return [
    {
      text: `the arguments of \`${after.method.fullName}\` were (${was.join(", ")}), are (${is.join(", ")})`,
      location: ["arguments"],
      types: "major",
    },
  ];
}

function argumentsOf({ method }: Side): string[] {
  return [
    ...method.pathArguments.map((_, index) => `path ${index + 1}`),
    ...(method.requestBody ? ["body"] : []),
    ...method.headerArguments.map(({ parameter }) => parameter.name),
    ...(method.queryType ? ["query"] : []),
    "options",
  ];
}

function behaviour(before: Side, after: Side): OperationChange[] {
  const { operation: was, method } = before.method;
  const { operation: is } = after.method;
  const changes: OperationChange[] = [];
  const change = (text: string, types: Impact, ...location: string[]) =>
    changes.push({ text, location, types });
  const needed = was.security ?? before.document.security;
  const needs = is.security ?? after.document.security;
  const ways = [waysIn(needed), waysIn(needs)] as const;
  if (!isDeepStrictEqual(...ways))
    change(
      `needs ${requirement(needs)} now, needed ${requirement(needed)}`,
      [...ways[0]].every((way) => ways[1].has(way)) || ways[1].has("") ? "minor" : "major",
      "security",
    );
  if (is.deprecated && !was.deprecated) change("is deprecated now", "minor", "deprecated");
  const [safe, stillSafe] = [safetyOf(method, was), safetyOf(method, is)];
  if (!isDeepStrictEqual(safe, stillSafe))
    change(
      stillSafe.safe ? "may be repeated now" : "may no longer be repeated after a failure",
      stillSafe.safe ? "minor" : "major",
      "x-safe",
    );
  if (!isDeepStrictEqual(was["x-pagination"], is["x-pagination"])) {
    const said = is["x-pagination"]
      ? was["x-pagination"]
        ? "is paged in another way"
        : "is paged now"
      : "is not paged any more";
    change(said, is["x-pagination"] ? "minor" : "major", "x-pagination");
  }
  if (!isDeepStrictEqual(was["x-date-windows"], is["x-date-windows"]))
    change("has other date windows", "minor", "x-date-windows");
  for (const word of ["summary", "description"] as const)
    if (was[word] !== is[word]) change(`has another ${word}`, "patch", word);
  return changes;
}

/** The keys, or sets of keys, of which each will do, whatever their order; an empty text where none is needed. */
function waysIn(security: SecurityRequirement[] = []): Set<string> {
  const ways = security.map((all) =>
    Object.entries(all)
      .map(([scheme, scopes]) => [scheme, ...scopes.toSorted()].join(" "))
      .sort()
      .join(", "),
  );
  return new Set(ways.length > 0 ? ways : [""]);
}

function requirement(security: SecurityRequirement[] | undefined): string {
  if (!security || security.length === 0) return "no key";
  return security
    .map((all) =>
      Object.entries(all)
        .map(([scheme, scopes]) => `\`${scheme}\`${scopes.length > 0 ? ` (${scopes.join(", ")})` : ""}`)
        .join(" with "),
    )
    .join(" or ");
}
