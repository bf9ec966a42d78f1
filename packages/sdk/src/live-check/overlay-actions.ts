import { withoutIndexes } from "../validation/document.ts";
import type { Mismatch } from "../validation/mismatch.ts";
import type { Counted } from "./check-responses.ts";
import { count } from "./count.ts";

/** Overlay actions, in YAML, that make the document say what responses have; a comment where a person must look. */
export function overlayActions(mismatches: readonly Counted[], date: string): string {
  const places = new Map<string, Counted[]>();
  for (const counted of mismatches) {
    const { documented, pointer, problem } = counted.mismatch;
    // The same schema is used by several operations, and one place may have values of several kinds: a second action would undo the first.
    const id = JSON.stringify([documented, pointer.split("/").pop(), problem]);
    places.set(id, [...(places.get(id) ?? []), counted]);
  }
  return [...places.values()].map((place) => actionOf(place, date)).join("\n");
}

function actionOf(place: readonly Counted[], date: string): string {
  const [{ mismatch, responses }] = place as [Counted, ...Counted[]];
  const { method, path, status, pointer, problem, expected, documented } = mismatch;
  const all = new Set(place.map((each) => each.mismatch.found));
  // Every integer is a number.
  if (all.has("number")) all.delete("integer");
  const kinds = [...all];
  const at = jsonPath(documented);
  const field = pointer.split("/").pop() ?? "";
  const where = `${method} ${path} ${status}${pointer && ` at ${withoutIndexes(pointer)}`}`;
  const change = changeOf(mismatch, kinds, at, field);
  if (!change)
    return `# ${where}: expected ${expected}, found ${kinds.join(" and ")} (${problem}). Look at such a response yourself: this report holds no values.\n`;
  return change.steps
    .map(
      ({ target, action }) => `- target: ${JSON.stringify(target)}
  description: ${JSON.stringify(`A live response has ${change.fact}.`)}
  x-evidence: { source: ${JSON.stringify(`live response of ${date}: ${where}, ${count(responses, "response")}`)}, confidence: medium }
  ${action}
`,
    )
    .join("\n");
}

interface Change {
  fact: string;
  steps: { target: string; action: string }[];
}

function changeOf(
  { problem, expected, status }: Mismatch,
  kinds: readonly string[],
  at: string,
  field: string,
): Change | undefined {
  const updating = (value: unknown) => ({ target: at, action: `update: ${JSON.stringify(value)}` });
  const removing = (target: string) => ({ target, action: "remove: true" });
  const update = (fact: string, value: unknown): Change => ({ fact, steps: [updating(value)] });
  const type = kinds.length === 1 ? kinds[0] : kinds;
  const schema = kinds.includes("array") ? { type, items: {} } : { type };
  const found = kinds.map(article).join(" and ");
  switch (problem) {
    case "type": {
      const documented = expected.split(" or ");
      const types = [
        ...documented.filter((each) => !(each === "integer" && kinds.includes("number"))),
        ...kinds,
      ];
      const fact = `${found} where the document says ${expected}`;
      if (types.length === 1) return update(fact, { type });
      // A list takes the place of a single type only once that is removed; to a list the new type is added.
      return {
        fact,
        steps: [...(documented.length === 1 ? [removing(`${at}.type`)] : []), updating({ type: types })],
      };
    }
    case "format":
      return { fact: `a string that is not a ${expected}`, steps: [removing(`${at}.format`)] };
    case "missing":
      return expected === "a body"
        ? update("no body", { "x-optional-body": true })
        : {
            fact: `no ${field}, which the document calls required`,
            steps: [removing(`${at}.required[?@==${quote(field)}]`)],
          };
    case "undocumented":
      if (kinds[0]?.startsWith("status "))
        return update(`the status ${status}, which the document lacks`, {
          [status]: { description: "The vendor does not describe this status." },
        });
      if (expected === "no body")
        return update("a body where the document has none", {
          content: { "application/json": { schema } },
        });
      return field === "*"
        ? undefined
        : update(`a field ${field}, which the document lacks`, { properties: { [field]: schema } });
    case "value":
      return undefined;
  }
}

function article(kind: string): string {
  return kind === "null" ? kind : `${/^[aio]/.test(kind) ? "an" : "a"} ${kind}`;
}

/** The JSONPath (RFC 9535) of what a JSON Pointer leads to. */
function jsonPath(pointer: string): string {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const isIndex = (step: string, before: string | undefined): boolean =>
    /^\d+$/.test(step) && /Of$/.test(before ?? "");
  return `$${steps
    .map((step, index) => {
      if (isIndex(step, steps[index - 1])) return `[${step}]`;
      return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${quote(step)}]`;
    })
    .join("")}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
