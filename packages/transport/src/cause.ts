import { UnderlyingError } from "./errors.ts";
import type { Redactor } from "./redact.ts";

const DEEPEST = 4;
const MOST_ERRORS = 8;
const LONGEST_MESSAGE = 500;

/** A copy of anything that was thrown, with names, messages and codes only, and secrets replaced. */
export function copyError(thrown: unknown, redact: Redactor, depth = 0): UnderlyingError {
  const text = (value: unknown, longest: number): string | undefined =>
    typeof value === "string" && value !== "" ? cut(redact(value), longest) : undefined;

  if (typeof thrown !== "object" || thrown === null) {
    return new UnderlyingError({ name: "Error", message: text(thrown, LONGEST_MESSAGE) ?? typeof thrown });
  }
  const code = text(read(thrown, "code"), 64);
  const cause = read(thrown, "cause");
  const errors = read(thrown, "errors");
  const deeper = depth < DEEPEST;
  return new UnderlyingError({
    name: text(read(thrown, "name"), 64) ?? "Error",
    message: text(read(thrown, "message"), LONGEST_MESSAGE) ?? "",
    code,
    errors:
      deeper && Array.isArray(errors)
        ? errors.slice(0, MOST_ERRORS).map((error) => copyError(error, redact, depth + 1))
        : undefined,
    cause: deeper && cause !== undefined && cause !== null ? copyError(cause, redact, depth + 1) : undefined,
  });
}

/** The first code in an error, its causes and its parts: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
export function findCode(error: UnderlyingError): string | undefined {
  if (error.code !== undefined) return error.code;
  for (const inner of [error.cause, ...(error.errors ?? [])]) {
    const code = inner instanceof UnderlyingError ? findCode(inner) : undefined;
    if (code !== undefined) return code;
  }
  return undefined;
}

function read(source: object, property: string): unknown {
  try {
    return (source as Record<string, unknown>)[property];
  } catch {
    return undefined; // a getter of somebody else's error may throw
  }
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
