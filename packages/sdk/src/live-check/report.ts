import type { CheckedOperation } from "./check-responses.ts";
import { count } from "./count.ts";
import { overlayActions } from "./overlay-actions.ts";

/** What the check of an API reports. */
export interface CheckReport {
  /** Markdown: what fits, what does not, and what was not called. */
  readonly text: string;
  /** Overlay actions in YAML, ready to paste under `actions`; empty where everything fits or nothing could be compared. */
  readonly overlay: string;
  /** 0 if every response that came fits, and none failed to come; 1 if not; 2 if no call succeeded. */
  readonly exitCode: 0 | 1 | 2;
}

/** Writes the report. It holds names of fields, kinds of values and counts, and nothing else of a response. */
export function writeReport(api: string, operations: readonly CheckedOperation[], date: string): CheckReport {
  const successful = operations.filter(succeeded).length;
  // The errors of another server, at a wrong address, say nothing of the document.
  const counted = successful === 0 ? [] : operations.flatMap(({ mismatches }) => [...mismatches.values()]);
  const failures = operations.flatMap(({ key, errors }) =>
    [...errors.keys()].map((error) => `- ${key}: ${error}`),
  );
  const lines = [
    `# Responses of ${api} compared with the document, ${date}`,
    "",
    successful === 0
      ? whyNothing(operations)
      : `${successful} of ${count(operations.length, "read-only operation")} returned a success. ${
          counted.length === 0
            ? "Everything fits"
            : count(counted.length, "kind of mismatch", "kinds of mismatch")
        } in ${count(total(operations.map(({ statuses }) => statuses)), "response")}.`,
    "",
    "| operation | responses | |",
    "| --- | --- | --- |",
    ...operations.map(
      (operation) =>
        `| \`${operation.key}\` | ${statusesOf([operation]).join(", ") || "none"} | ${resultOf(operation, successful > 0)} |`,
    ),
  ];
  if (failures.length > 0) lines.push("", "## No usable response", "", ...failures);
  if (counted.length > 0)
    lines.push(
      "",
      "## What does not fit",
      "",
      "| operation | status | where | expected | found | responses |",
      "| --- | --- | --- | --- | --- | --- |",
      ...counted.map(
        ({ mismatch: { method, path, status, pointer, expected, found, problem }, responses }) =>
          `| \`${method} ${path}\` | ${status} | ${pointer ? `\`${pointer}\`` : "the response"} | ${problem === "missing" ? `${expected}, required` : expected} | ${found} | ${responses} |`,
      ),
    );
  return {
    text: `${lines.join("\n")}\n`,
    overlay: overlayActions(counted, date),
    exitCode: successful === 0 ? 2 : counted.length + failures.length > 0 ? 1 : 0,
  };
}

function succeeded({ statuses }: CheckedOperation): boolean {
  return [...statuses.keys()].some((status) => status >= 200 && status < 300);
}

/** Why nothing could be compared, and what to do about it. */
function whyNothing(operations: readonly CheckedOperation[]): string {
  const came = statusesOf(operations);
  const failed = total(operations.map(({ errors }) => errors));
  if (failed > 0) came.push(`${failed} × no usable response`);
  if (came.length > 0)
    return `No call succeeded (${came.join(", ")}), so nothing could be compared. Check the base URL and what the keys may read.`;
  const needy = operations.find(({ missing }) => missing.length > 0);
  return needy
    ? `Nothing was checked. ${needy.key} needs a value for ${needy.missing.join(" and ")}: add ${optionsFor(needy)}`
    : "Nothing was checked: the document has no read-only operation.";
}

function resultOf(operation: CheckedOperation, isCompared: boolean): string {
  const { notCalled, missing, mismatches, errors } = operation;
  if (notCalled !== undefined)
    return `not called: ${notCalled}${missing.length > 0 ? ` (${optionsFor(operation)})` : ""}`;
  if (isCompared && mismatches.size > 0) return `**${count(mismatches.size, "mismatch", "mismatches")}**`;
  if (errors.size > 0) return "**no usable response**";
  return succeeded(operation) ? "fits" : "no success";
}

function optionsFor({ missing }: CheckedOperation): string {
  return missing.map((name) => `--parameter ${name}=…`).join(" ");
}

/** `3 × 404` for each status. */
function statusesOf(operations: readonly CheckedOperation[]): string[] {
  const all = new Map<number, number>();
  for (const { statuses } of operations)
    for (const [status, times] of statuses) all.set(status, (all.get(status) ?? 0) + times);
  return [...all].map(([status, times]) => `${times} × ${status}`);
}

function total(counts: readonly ReadonlyMap<unknown, number>[]): number {
  return counts.flatMap((each) => [...each.values()]).reduce((all, times) => all + times, 0);
}
