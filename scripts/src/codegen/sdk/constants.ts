import { type OpenApiDocument, safetyOf } from "../../openapi.ts";
import { print } from "../operations.ts";
import { type Method, rawMediaType } from "./model.ts";

/** What the runtime must know of each operation, as constants. */
export function operationConstants(document: OpenApiDocument, methods: Method[]): string {
  const shared = new Map<string, string>();
  const share = (value: unknown): string => {
    const text = print(value, 0);
    const name = shared.get(text) ?? `pagination${shared.size === 0 ? "" : shared.size + 1}`;
    shared.set(text, name);
    return name;
  };
  const rows = methods.map(({ entry: { method, path, operation } }) => {
    const { safe, idempotent } = safetyOf(method, operation);
    const mediaType = rawMediaType(document, operation);
    const pagination = operation["x-pagination"] as Record<string, unknown> | undefined;
    const { nextOperation, ...shape } = pagination ?? {};
    const fields = [
      `id: ${JSON.stringify(operation.operationId)}`,
      `method: ${JSON.stringify(method.toUpperCase())}`,
      `path: ${JSON.stringify(path)}`,
      ...(safe ? ["safe: true"] : []),
      ...(mediaType ? [`mediaType: ${JSON.stringify(mediaType)}`] : []),
      ...(idempotent ? ["idempotent: true"] : []),
      ...(pagination ? [`pagination: ${share(shape)}`] : []),
      ...(operation["x-date-windows"] ? [`windows: ${print(operation["x-date-windows"], 1)}`] : []),
      ...(typeof nextOperation === "string" ? [`next: ${constantOf(nextOperation)}`] : []),
    ];
    return {
      next: nextOperation,
      text: `const ${constantOf(operation.operationId as string)} = { ${fields.join(", ")} } as const;`,
    };
  });
  // An operation that names another must stand below it.
  rows.sort((a, b) => Number(a.next !== undefined) - Number(b.next !== undefined));
  return [
    ...[...shared].map(([text, name]) => `const ${name} = ${text} as const;`),
    ...rows.map(({ text }) => text),
  ].join("\n");
}

export const constantOf = (operationId: string): string => `${operationId}Operation`;
