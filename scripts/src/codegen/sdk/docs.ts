import { follow } from "../../json.ts";
import type { OpenApiDocument, Operation, Parameter, RequestBody, Response } from "../../openapi.ts";

/** The lines of a method's documentation: what it does, its arguments, and the errors that it throws. */
export function methodDocs(
  document: OpenApiDocument,
  operation: Operation,
  pathArguments: { parameter: string; argument: string }[],
  parameters: Parameter[],
  body: RequestBody | undefined,
  bodyName: string,
): string[] {
  const { summary = "", description = "", deprecated, responses = {} } = operation;
  const describe = (name: string) =>
    parameters.find((parameter) => parameter.in === "path" && parameter.name === name)?.description;
  const throws = Object.entries(responses)
    .filter(([status]) => !status.startsWith("2"))
    .map(([status, response]) => {
      const resolved = follow<Response>(document, response);
      return `@throws {${errorClass(status)}} ${status === "default" ? "other statuses" : status}: ${oneLine(resolved.description)}`;
    });
  const same =
    oneLine(description).replace(/\.$/, "").toLowerCase() === summary.replace(/\.$/, "").toLowerCase();
  return [
    sentence(summary),
    ...(description && !same ? ["", ...description.split("\n").map((line) => line.trim())] : []),
    "",
    ...pathArguments.map(({ parameter, argument }) =>
      `@param ${argument} ${oneLine(describe(parameter) ?? "")}`.trimEnd(),
    ),
    ...(body ? [`@param ${bodyName} ${oneLine(body.description ?? "What to send.")}`] : []),
    ...throws,
    ...(deprecated ? ["@deprecated"] : []),
  ];
}

function errorClass(status: string): string {
  const classes: Record<string, string> = {
    400: "ValidationError",
    401: "AuthenticationError",
    403: "PermissionError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "ValidationError",
    429: "RateLimitError",
  };
  return classes[status] ?? (status.startsWith("5") ? "ServerError" : "HttpError");
}

export function jsdoc(lines: string[], depth: number): string {
  const indent = "  ".repeat(depth);
  const text = lines.map((line) => line.replaceAll("*/", "*\\/"));
  while (text[0] === "") text.shift();
  while (text.at(-1) === "") text.pop();
  if (text.length === 0) return "";
  if (text.length === 1) return `${indent}/** ${text[0]} */\n`;
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

export function sentence(text: string | undefined): string {
  const line = oneLine(text ?? "");
  return line && !/[.!?]$/.test(line) ? `${line}.` : line;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
