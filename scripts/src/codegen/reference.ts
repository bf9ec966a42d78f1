import { follow } from "../json.ts";
import type { Model, OperationModel } from "../model/model.ts";
import type { Parameter } from "../openapi.ts";
import { capitalize } from "../words.ts";
import { exampleOf, sentence, updateExample } from "./docs.ts";
import { isQueryRequired } from "./resources.ts";
import type { OperationTypes, Types } from "./types.ts";

/** The lists of what an API has: of the SDK's methods, of the client's paths, and of both for coding agents. */
export function writeReference(
  model: Model,
  types: Types,
  banner: string,
): { methods: string; paths: string; agents: string } {
  const comment = `<!-- ${banner.replaceAll("\n", " ")} -->`;
  const { api, document, operations } = model;
  const typesOf = (operation: OperationModel) => types.operations.get(operation.id) as OperationTypes;
  const resources = [...new Set(operations.map(({ resource }) => resource.join(".")))];
  const methods = resources.map((resource) => {
    const own = operations.filter((operation) => operation.resource.join(".") === resource);
    return `## ${resource}\n\n| method | returns | path | |\n|---|---|---|---|\n${own
      .flatMap((operation) => [
        `| \`${signatureOf(operation)}\` | \`${cell(resultOf(operation, typesOf(operation)))}\` | [\`${operation.key}\`](../${api}-client/API.md#${anchorOf(operation.key)}) | ${cell(sentence(operation.operation.summary ?? ""))} |`,
        ...(operation.replaces
          ? [
              `| \`${signatureOf(operation, operation.replaces.name)}\` | \`${cell(resultOf(operation, typesOf(operation)))}\` | | Changes some fields and keeps the rest: reads, then calls \`${operation.name}\`. |`,
            ]
          : []),
      ])
      .join("\n")}`;
  });
  const paths = operations.map((operation) => pathText(model, operation, typesOf(operation)));
  const create = `create${capitalize(api)}`;
  return {
    methods: `${comment}\n\n# Methods for the ${document.info.title}\n\nThese are the methods of the object that \`${create}\` returns. Path parameters come first, then the body, the query and the options of the call. A method marked with \`*\` is a listing: await its first page, or iterate over every item of every page.\n\n${methods.join("\n\n")}\n`,
    paths: `${comment}\n\n# Paths of the ${document.info.title}\n\nThe paths of \`${create}Client\`, what each takes and returns, and the method of the SDK that calls it.\n\n${paths.join("\n\n")}\n`,
    agents: `# ${document.info.title}: for coding agents

Import from @booking-apis/sdk/${api}: const ${api} = ${create}({ … }). Below it is the typed client from @booking-apis/${api}-client: ${create}Client({ … }).GET(path, { params }).
Arguments: path parameters, body, query, call options (timeoutMs, deadlineMs, maxRetries, maxResponseBytes, signal, headers).
await gives the data or throws a BookingApiError with kind, outcome, retryable and hint. .withResponse() has the response, .result() does not throw for an HTTP error.
A listing (for await below) is awaited for its first page, or iterated. outcome "unknown": the server may have acted; look before calling again.

${operations
  .map((operation) => {
    const { summary = "" } = operation.operation;
    const update = operation.replaces
      ? `\n${api}.${operation.replaces.fullName} — changes some fields and keeps the rest: reads, then ${operation.fullName}. Prefer it: ${operation.fullName} clears what is left out.\n  ${updateExample(model, operation, "")}`
      : "";
    return `${api}.${operation.fullName} — ${operation.key} — ${sentence(summary)}\n  ${exampleOf(model, operation).join(" ")} → ${resultOf(operation, typesOf(operation))}${update}`;
  })
  .join("\n")}
`,
  };
}

/** `bookings.get(bookingNumber, query?, options?)` */
function signatureOf(operation: OperationModel, update?: string): string {
  const { pathArguments, headerArguments, requestBody, bodyName, queryType, pagination } = operation;
  const names = [
    ...pathArguments.map(({ name }) => name),
    ...(update ? ["changes"] : requestBody ? [requestBody.required ? bodyName : `${bodyName}?`] : []),
    ...headerArguments.map(({ name }) => name),
    ...(queryType ? [isQueryRequired(operation) ? "query" : "query?"] : []),
    "options?",
  ];
  return `${update ?? operation.name}(${names.join(", ")})${pagination ? "*" : ""}`;
}

function resultOf({ pagination }: OperationModel, { responses, item }: OperationTypes): string {
  const successes = [...responses].filter(([status]) => status.startsWith("2")).map(([, type]) => type);
  const data = [...new Set(successes)].join(" | ");
  return pagination ? `${data} of ${item}` : data;
}

function pathText(model: Model, operation: OperationModel, types: OperationTypes): string {
  const { typed } = model;
  const { summary = "", description = "", responses = {}, externalDocs } = operation.operation;
  const row = ({ name, in: location, required, description: text, schema }: Parameter) =>
    `| \`${name}\` | ${location}${required ? ", required" : ""} | ${cell(typeText(schema))} | ${cell(text ?? "")} |`;
  const parameters = operation.parameters.filter(({ in: location }) => location !== "cookie");
  const { url } = Object(externalDocs) as { url?: string };
  return [
    `## ${operation.key}`,
    [sentence(summary), description && description !== summary ? description : ""]
      .filter(Boolean)
      .join("\n\n"),
    `Method of the SDK: \`${operation.fullName}\`.${url ? ` [Documentation](${url}).` : ""}`,
    ...(parameters.length > 0
      ? [`| parameter | where | type | |\n|---|---|---|---|\n${parameters.map(row).join("\n")}`]
      : []),
    ...(types.requestBody ? [`Sends: \`${types.requestBody}\`.`] : []),
    `| status | body | |\n|---|---|---|\n${Object.entries(responses)
      .map(
        ([status, response]) =>
          `| ${status} | ${cell(`\`${types.responses.get(status) ?? "undefined"}\``)} | ${cell(follow<{ description?: string }>(typed, response).description ?? "")} |`,
      )
      .join("\n")}`,
  ].join("\n\n");
}

function typeText(schema: Parameter["schema"]): string {
  const { type, format, enum: values } = schema ?? {};
  if (values) return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  return [[type ?? []].flat().join(" or "), format].filter(Boolean).join(", ");
}

/** Text as it may be in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();
}

/** The anchor that GitHub and npm give a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
