import {
  isUnknown,
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  parametersOf,
  requestSchema,
  responseSchema,
} from "../openapi.ts";

/** How many things of a sort the source types, how many the overlay does, and how many are left untyped. */
export interface Tally {
  vendor: number;
  ours: number;
  unknown: number;
}

export interface OperationTally {
  entry: OperationEntry;
  parameters: Tally;
  requestBodies: Tally;
  successes: Tally;
  errors: Tally;
}

const none = (): Tally => ({ vendor: 0, ours: 0, unknown: 0 });

/** Counts, for every operation, what was known before the overlay and what is known after it. */
export function tallyOperations(before: OpenApiDocument, after: OpenApiDocument): OperationTally[] {
  return [...operationsOf(after)].map((entry) => {
    const known = knownBefore(before, entry);
    const tally: OperationTally = {
      entry,
      parameters: none(),
      requestBodies: none(),
      successes: none(),
      errors: none(),
    };
    for (const parameter of parametersOf(after, entry.operation.parameters, entry.pathItem.parameters)) {
      count(tally.parameters, !isUnknown(parameter.schema), known.has(`${parameter.in} ${parameter.name}`));
    }
    if (entry.operation.requestBody)
      count(
        tally.requestBodies,
        !isUnknown(requestSchema(after, entry.operation.requestBody)),
        known.has("request"),
      );
    for (const [status, response] of Object.entries(entry.operation.responses ?? {})) {
      const schema = responseSchema(after, response);
      count(
        status.startsWith("2") ? tally.successes : tally.errors,
        schema === "none" || !isUnknown(schema),
        known.has(`response ${status}`),
      );
    }
    return tally;
  });
}

function knownBefore(before: OpenApiDocument, { method, path }: OperationEntry): Set<string> {
  const item = before.paths[path];
  const operation = item?.[method];
  const known = new Set<string>();
  if (!operation) return known;
  for (const parameter of parametersOf(before, operation.parameters, item?.parameters)) {
    if (!isUnknown(parameter.schema)) known.add(`${parameter.in} ${parameter.name}`);
  }
  if (operation.requestBody && !isUnknown(requestSchema(before, operation.requestBody))) known.add("request");
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = responseSchema(before, response);
    if (schema === "none" || !isUnknown(schema)) known.add(`response ${status}`);
  }
  return known;
}

function count(tally: Tally, isKnown: boolean, wasKnown: boolean): void {
  if (!isKnown) tally.unknown++;
  else if (wasKnown) tally.vendor++;
  else tally.ours++;
}

export function sum(tallies: Tally[]): Tally {
  return tallies.reduce(
    (total, { vendor, ours, unknown }) => ({
      vendor: total.vendor + vendor,
      ours: total.ours + ours,
      unknown: total.unknown + unknown,
    }),
    none(),
  );
}
