import type { Schema } from "../../openapi.ts";
import { jsdoc, sentence } from "./docs.ts";
import { fullName, type Method, queryParameters, typePrefix } from "./model.ts";
import type { TypeWriter } from "./type-writer.ts";

/** The interface of a method's query parameters; empty where it has none. */
export function queryInterface(method: Method, types: TypeWriter): string {
  const parameters = queryParameters(method);
  if (parameters.length === 0) return "";
  const members = parameters.map((parameter) => {
    const { name, description, required, deprecated, schema } = parameter;
    const facts = [limits(schema), deprecated ? "@deprecated" : ""].filter(Boolean);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${jsdoc([sentence(description), ...facts], 1)}  ${key}${required ? "" : "?"}: ${types.typeOf(schema)}${required ? "" : " | undefined"};`;
  });
  return `/** Parameters of \`${fullName(method)}\`. */\nexport interface ${typePrefix(method)}Query {\n${members.join("\n")}\n}`;
}

function limits(schema: Schema | undefined): string {
  if (!schema) return "";
  const facts = [
    schema.format ? `Format: ${schema.format}.` : "",
    schema.default === undefined ? "" : `Default: ${JSON.stringify(schema.default)}.`,
    schema.minimum === undefined ? "" : `At least ${schema.minimum}.`,
    schema.maximum === undefined ? "" : `At most ${schema.maximum}.`,
  ];
  return facts.filter(Boolean).join(" ");
}

/** The union of what `result()` may give: each status with the type of its body. */
export function resultType(method: Method, types: TypeWriter): string {
  const { responses = {} } = method.entry.operation;
  const named = new Set<number>();
  const byBody = new Map<string, string[]>();
  let rest: string | undefined;
  const parts: string[] = [];
  for (const [status, response] of Object.entries(responses)) {
    const body = types.bodyOf(response);
    if (status.startsWith("2")) parts.push(`Ok<${/^\d+$/.test(status) ? status : "number"}, ${body}>`);
    else if (status === "default") rest = errorType(body);
    else {
      const codes = /^\d+$/.test(status)
        ? [Number(status)]
        : rangeOf(status).filter((code) => !Object.hasOwn(responses, code));
      if (codes.length === 0) continue;
      for (const code of codes) named.add(code);
      const error = errorType(body);
      byBody.set(error, [...(byBody.get(error) ?? []), ...codes.map(String)]);
    }
  }
  if (rest === undefined)
    parts.push(
      ...[...byBody].map(([body, codes]) => `Failed<${codes.join(" | ")}, ${body}>`),
      `Failed<Exclude<FailureStatus, ${[...named].join(" | ")}>, unknown>`,
    );
  else {
    const others = [...byBody].filter(([body]) => body !== rest);
    parts.push(...others.map(([body, codes]) => `Failed<${codes.join(" | ")}, ${body}>`));
    const excluded = others.flatMap(([, codes]) => codes);
    parts.push(
      excluded.length === 0
        ? `Failed<FailureStatus, ${rest}>`
        : `Failed<Exclude<FailureStatus, ${excluded.join(" | ")}>, ${rest}>`,
    );
  }
  return `/** What \`result()\` of \`${fullName(method)}\` gives. */\nexport type ${typePrefix(method)}Result = ${parts.join(" | ")};`;
}

/** Of an error response that is not JSON the runtime makes an empty object. */
function errorType(body: string): string {
  return /^(undefined|string|ArrayBuffer)$/.test(body) ? "Record<string, never>" : body;
}

function rangeOf(status: string): number[] {
  const first = Number(status[0]) * 100;
  const known = [
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
    423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
  ];
  return known.filter((code) => code >= first && code < first + 100);
}
