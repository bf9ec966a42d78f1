import { isDeepStrictEqual } from "node:util";
import { follow, forEachReference, isObject, resolveReference } from "../json.ts";
import { hoist } from "../model/hoist.ts";
import { buildModel, type Model, type OperationModel } from "../model/model.ts";
import {
  type MediaType,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  type RequestBody,
  type Response,
  type Schema,
  type SecurityRequirement,
  safetyOf,
  templateNames,
} from "../openapi.ts";
import { Places, place } from "../places.ts";
import { listing } from "../words.ts";
import { type Change, type Direction, type Impact, worst } from "./change.ts";
import { bare, compareSchemas, documentationChanged } from "./compare-schemas.ts";
import { pairOperations, pairRenamed, pairSchemas, pairSecuritySchemes, shapeOf } from "./renames.ts";
import { TypeScriptComparison } from "./typescript.ts";

export interface Comparison {
  changes: Change[];
  operations: { added: number; removed: number; changed: number; unchanged: number };
}

/**
 * What changes between two versions of an API's document: rated from the documents for callers over HTTP, and by the compiler for a
 * TypeScript program that uses the client or the SDK.
 */
export function compareDocuments(before: OpenApiDocument, after: OpenApiDocument): Comparison {
  const was = sideOf(before);
  const is = sideOf(after);
  const renamed = alignNames(was, is);
  const comparison = new DocumentComparison(was, is, new TypeScriptComparison(was.model, is.model));
  return comparison.run(renamed);
}

type TypeRating = Pick<TypeScriptComparison, "rate" | "stillCompiles" | "isSame">;

const untyped: TypeRating = { rate: () => "patch", stillCompiles: () => true, isSame: () => true };

/** What changes between two documents of a vendor, in the words of the documents: no program uses them before they are corrected. */
export function compareSources(before: OpenApiDocument, after: OpenApiDocument): Change[] {
  const was = sideOf(before);
  const is = sideOf(after);
  const renamed = alignNames(was, is);
  return new DocumentComparison(was, is, untyped).run(renamed).changes.map(({ subject, ...change }) => ({
    ...change,
    // Methods have their names of the corrected document.
    subject: subject.replace(/ \((?:`|received|sent).*\)$/, ""),
  }));
}

/** One version of a document: every body has a name, and every operation its parameters. */
interface Side {
  document: OpenApiDocument;
  model: Model;
  /** The name of a schema's sent form, where it has one of its own, by the schema's name. */
  sentForms: ReadonlyMap<unknown, string>;
  /** The methods that send or receive a component schema, by its name. */
  users: Map<string, { directions: Set<Direction>; methods: string[] }>;
}

function sideOf(source: OpenApiDocument): Side {
  const model = buildModel("api", source, new Places(""));
  const forms = Object.entries(model.typed.components?.schemas ?? {});
  return {
    document: hoist(source),
    model,
    sentForms: new Map(forms.map(([name, schema]) => [schema["x-sent-form-of"], name])),
    users: new Map(),
  };
}

/** The names of the types of a schema. */
interface TypeNamesOfSchema {
  received: string | undefined;
  /** Of what is sent, where that differs. */
  sent: string | undefined;
}

const prefix = "#/components/schemas/";

/** Gives each schema that the next version has renamed its old name again, in place; returns the pairs. */
function alignNames(was: Side, is: Side): [from: string, to: string][] {
  const before = was.document.components?.schemas ?? {};
  const after = is.document.components?.schemas ?? {};
  const renamed = pairSchemas(before, after);
  const names = new Map(renamed.map(([from, to]) => [prefix + to, prefix + from]));
  if (renamed.length > 0) {
    for (const [from, to] of renamed) {
      after[from] = after[to] as Schema;
      delete after[to];
    }
    forEachReference(is.document, (holder) => {
      holder.$ref = names.get(holder.$ref) ?? holder.$ref;
    });
  }
  for (const side of [was, is]) side.users = findUsers(side);
  return renamed;
}

function findUsers({ document, model }: Side): Side["users"] {
  const users: Side["users"] = new Map();
  const visit = (value: unknown, method: string, direction: Direction, visited: Set<string>): void =>
    forEachReference(value, ({ $ref }) => {
      if (visited.has($ref)) return;
      visited.add($ref);
      if ($ref.startsWith(prefix)) {
        const name = $ref.slice(prefix.length);
        const user = users.get(name) ?? { directions: new Set(), methods: [] };
        user.directions.add(direction);
        if (!user.methods.includes(method)) user.methods.push(method);
        users.set(name, user);
      }
      visit(resolveReference(document, $ref), method, direction, visited);
    });
  for (const { path, method, fullName } of model.operations) {
    const operation = document.paths[path]?.[method];
    visit([operation?.requestBody, operation?.parameters], fullName, "sent", new Set());
    visit(operation?.responses, fullName, "received", new Set());
  }
  return users;
}

const sent: ReadonlySet<Direction> = new Set(["sent"]);
const received: ReadonlySet<Direction> = new Set(["received"]);

/** A change of an operation, without the operation. */
interface OperationChange {
  text: string;
  /** What of the operation it is about: `["query", "from"]`. */
  location: string[];
  wire: Impact;
  types: Impact;
}

type Path = readonly string[];

class DocumentComparison {
  readonly #was: Side;
  readonly #is: Side;
  readonly #types: TypeRating;
  /** Names by which the next version exports a schema of this version. */
  #renamed = new Map<string, string>();
  /** Names by which the next version has a security scheme of this version. */
  readonly #renamedSchemes: ReadonlyMap<string, string>;

  constructor(was: Side, is: Side, types: TypeRating) {
    this.#was = was;
    this.#is = is;
    this.#types = types;
    this.#renamedSchemes = new Map(pairSecuritySchemes(was.document, is.document));
  }

  run(renamed: [string, string][]): Comparison {
    this.#renamed = new Map(renamed);
    const schemas = this.#compareSchemas();
    const broken = new Set(
      schemas.filter(({ types }) => types === "major").map(({ location }) => location[1]),
    );
    const { counts, changes } = this.#compareOperations(broken);
    return { operations: counts, changes: [...changes, ...schemas, ...this.#compareRoots()] };
  }

  #compareOperations(brokenSchemas: ReadonlySet<string | undefined>) {
    const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
    const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
    const next = new Map(this.#is.model.operations.map((operation) => [keyOf(operation), operation]));
    const pairs = new Map(
      pairOperations(this.#was.document, this.#is.document).map(([was, is]) => [keyOf(was), keyOf(is)]),
    );
    const changes = this.#was.model.operations.flatMap((was): Change[] => {
      const key = pairs.get(keyOf(was)) ?? "";
      const is = next.get(key);
      next.delete(key);
      if (!is) {
        counts.removed++;
        return [changeOf(was, { text: "was removed", location: [], types: "major", wire: "major" })];
      }
      const found = [
        ...this.#names(was, is),
        ...this.#parameters(was, is),
        ...this.#requestBodies(was, is),
        ...this.#responses(was, is),
        ...this.#behavior(was, is),
      ];
      const isExplained =
        found.some(({ types }) => types === "major") ||
        [...brokenSchemas].some((name) => this.#was.users.get(name ?? "")?.methods.includes(was.fullName));
      found.push(...signature(was, is));
      if (
        !isExplained &&
        !found.some(({ types }) => types === "major") &&
        !this.#types.stillCompiles(was.fullName, is.fullName)
      )
        found.push({
          text: "calls and results no longer have the types that programs were written for",
          location: ["types"],
          types: "major",
          wire: "patch",
        });
      counts[found.length > 0 ? "changed" : "unchanged"]++;
      return found.map((change) => changeOf(is, change, was));
    });
    for (const is of next.values()) {
      counts.added++;
      const { summary } = is.operation;
      const text = `is new${summary ? `: ${summary}` : ""}`;
      changes.push(changeOf(is, { text, location: [], types: "minor", wire: "minor" }));
    }
    return { counts, changes };
  }

  /** Rates a change by the types of both operations, which are in the clients' `operations`. */
  #rate(
    was: OperationModel,
    is: OperationModel,
    before: Path,
    after: Path,
    directions: ReadonlySet<Direction>,
  ) {
    return this.#types.rate(["operations", was.id, ...before], ["operations", is.id, ...after], directions);
  }

  #names(was: OperationModel, is: OperationModel): OperationChange[] {
    const changes: OperationChange[] = [];
    if (shapeOf(was.path) !== shapeOf(is.path))
      changes.push({
        text: `was at \`${was.path}\``,
        location: ["path"],
        types: "major",
        wire: "major",
      });
    for (const [index, name] of templateNames(was.path).entries()) {
      const now = templateNames(is.path)[index];
      if (now !== undefined && name !== now)
        changes.push({
          text: `path parameter \`${name}\` is now called \`${now}\``,
          location: ["path", name],
          types: "major",
          wire: "patch",
        });
    }
    // An id is a name of ours where the vendor gives none, and then follows the path.
    if (was.id.toLowerCase() !== is.id.toLowerCase())
      changes.push({
        text: `operationId was \`${was.id}\`, is \`${is.id}\``,
        location: ["operationId"],
        types:
          this.#types.rate(["operations", was.id], ["operations", is.id], received) === "patch"
            ? "patch"
            : "minor",
        wire: "patch",
      });
    if (was.fullName !== is.fullName)
      changes.push({
        text: `its method in the SDK was \`${was.fullName}\`, is \`${is.fullName}\``,
        location: ["name"],
        types: "major",
        wire: "patch",
      });
    return changes;
  }

  #parameters(before: OperationModel, after: OperationModel): OperationChange[] {
    const typed = { was: parametersOf(this.#was, before), is: parametersOf(this.#is, after) };
    // What is in the path is compared by its place: the names have been compared already.
    const names = new Map(
      templateNames(after.path).map((name, index) => [name, templateNames(before.path)[index] ?? name]),
    );
    const now = new Map<Parameter, string>();
    const is = typed.is.map((parameter) => {
      const name = parameter.in === "path" ? (names.get(parameter.name) ?? parameter.name) : parameter.name;
      const named = { ...parameter, name };
      now.set(named, parameter.name);
      return named;
    });
    const { kept, renamed, removed, fresh } = pairRenamed(typed.was, is);
    const at = ({ in: location, name }: Parameter) => ["parameters", location, name];
    const change = (parameter: Parameter, text: string, wire: Impact, types: Impact): OperationChange => ({
      text: `${parameter.in} parameter \`${parameter.name}\` ${text}`,
      location: [parameter.in, parameter.name],
      types,
      wire,
    });
    return [
      ...removed.map((parameter) => change(parameter, "was removed", "major", "major")),
      ...renamed.map(([old, parameter]) =>
        change(old, `is now called \`${parameter.name}\``, "major", "major"),
      ),
      ...fresh.map((parameter) => {
        const impact = parameter.required ? "major" : "minor";
        return change(parameter, parameter.required ? "is new and required" : "is new", impact, impact);
      }),
      ...[...kept, ...renamed].flatMap(([old, parameter]) =>
        this.#parameter(before, after, old, parameter, at(old), [
          "parameters",
          parameter.in,
          now.get(parameter) ?? parameter.name,
        ]),
      ),
    ];
  }

  #parameter(
    before: OperationModel,
    after: OperationModel,
    was: Parameter,
    is: Parameter,
    from: Path,
    to: Path,
  ): OperationChange[] {
    const changes: OperationChange[] = [];
    const add = (text: string, wire: Impact, types: Impact, ...part: string[]) =>
      changes.push({
        text: `${is.in} parameter \`${is.name}\` ${text}`,
        location: [was.in, was.name, ...part],
        wire,
        types,
      });
    const rate = (path: string[] = []) =>
      this.#rate(before, after, [...from, ...path], [...to, ...path], sent);
    const required = is.required ?? false;
    if (required !== (was.required ?? false))
      add(required ? "is required now" : "is optional now", required ? "major" : "minor", rate(), "required");
    if (is.deprecated && !was.deprecated) add("is deprecated now", "patch", "minor", "deprecated");
    if (was.description !== is.description) add(documentationChanged, "patch", "patch", "description");
    const form = formOf(was);
    if (form !== formOf(is))
      add(`was written as ${form}, is written as ${formOf(is)}`, "major", "patch", "style");
    for (const { path, text, wire, types } of compareSchemas(was.schema, is.schema, sent))
      add(
        `${path.length > 0 ? `(\`${path.join(".")}\`) ` : ""}${text}`,
        wire,
        types ?? rate(path),
        "schema",
        ...path,
      );
    return changes;
  }

  #requestBodies(before: OperationModel, after: OperationModel): OperationChange[] {
    const was = bodyOf(this.#was, before);
    const is = bodyOf(this.#is, after);
    const change = (text: string, wire: Impact, types = wire): OperationChange => ({
      text: `the request body ${text}`,
      location: ["requestBody"],
      wire,
      types,
    });
    if (!was && !is) return [];
    if (!was) return [is?.required ? change("is new and required", "major") : change("is new", "minor")];
    if (!is) return [change("was removed", "major")];
    const changes: OperationChange[] = [];
    if ((was.required ?? false) !== (is.required ?? false))
      changes.push(
        change(
          is.required ? "is required now" : "is optional now",
          is.required ? "major" : "minor",
          this.#rate(before, after, ["requestBody"], ["requestBody"], sent),
        ),
      );
    if (was.description !== is.description) changes.push(change(documentationChanged, "patch"));
    return [...changes, ...this.#content(before, after, was.content, is.content, sent, ["requestBody"])];
  }

  #responses(before: OperationModel, after: OperationModel): OperationChange[] {
    const was = this.#was.document.paths[before.path]?.[before.method]?.responses ?? {};
    const is = this.#is.document.paths[after.path]?.[after.method]?.responses ?? {};
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((status): OperationChange[] => {
      const location = ["response", status];
      const add = (text: string, wire: Impact, types: Impact): OperationChange => ({
        text: `the ${status} response ${text}`,
        location,
        wire,
        types,
      });
      const at = ["responses", status];
      const isSuccess = /^(2|default)/.test(status);
      if (!Object.hasOwn(is, status)) return [add("was removed", isSuccess ? "major" : "minor", "major")];
      if (!Object.hasOwn(was, status)) {
        const fits = this.#types.stillCompiles(before.fullName, after.fullName);
        return [add("is new", "minor", isSuccess && !fits ? "major" : "minor")];
      }
      const old = follow<Response>(this.#was.document, was[status]);
      const now = follow<Response>(this.#is.document, is[status]);
      const [mayLack, mayLackNow] = [old["x-optional-body"] === true, now["x-optional-body"] === true];
      return [
        ...(old.description === now.description ? [] : [add(documentationChanged, "patch", "patch")]),
        ...(mayLack === mayLackNow || !old.content || !now.content
          ? []
          : [
              add(
                mayLackNow ? "may have no body now" : "always has a body now",
                mayLackNow ? "major" : "minor",
                mayLackNow ? "major" : "minor",
              ),
            ]),
        ...this.#headers(old, now, add),
        ...this.#content(before, after, old.content, now.content, received, at),
      ];
    });
  }

  #headers(
    was: Response,
    is: Response,
    add: (text: string, wire: Impact, types: Impact) => OperationChange,
  ): OperationChange[] {
    const headerOf = (side: Side, response: Response, name: string) =>
      follow<Partial<Parameter> | undefined>(side.document, response.headers?.[name]);
    const names = new Set([...Object.keys(was.headers ?? {}), ...Object.keys(is.headers ?? {})]);
    return [...names].flatMap((name): OperationChange[] => {
      const old = headerOf(this.#was, was, name);
      const now = headerOf(this.#is, is, name);
      const subject = `header \`${name}\``;
      if (!now) return [add(`no longer has the ${subject}`, old?.required ? "major" : "minor", "patch")];
      if (!old) return [add(`also has the ${subject}`, "minor", "patch")];
      return [
        ...compareSchemas(old.schema, now.schema, received).map(({ text, wire }) =>
          add(`has a different ${subject}: it ${text}`, wire, "patch"),
        ),
        ...(old.description === now.description
          ? []
          : [add(`has a different ${subject}: it ${documentationChanged}`, "patch", "patch")]),
      ];
    });
  }

  #content(
    before: OperationModel,
    after: OperationModel,
    old: Record<string, MediaType> = {},
    now: Record<string, MediaType> = {},
    directions: ReadonlySet<Direction>,
    at: string[],
  ): OperationChange[] {
    const was = Object.keys(old);
    const is = Object.keys(now);
    const isSent = directions.has("sent");
    const subject = isSent ? "the request body" : `the ${at[1]} response`;
    const location = isSent ? ["requestBody"] : ["response", at[1] as string];
    const change = (text: string, wire: Impact, types = wire): OperationChange => ({
      text: `${subject} ${text}`,
      location,
      wire,
      types,
    });
    if (was.length === 0 && is.length === 0) return [];
    if (was.length === 0) return [change("has a body now", "minor")];
    if (is.length === 0) return [change("has no body any more", "major")];
    const removed = was.filter((type) => !Object.hasOwn(now, type));
    const fresh = is.filter((type) => !Object.hasOwn(old, type));
    const pairs = was.filter((type) => Object.hasOwn(now, type)).map((type) => [type, type]);
    if (pairs.length === 0) pairs.push([was[0] as string, is[0] as string]);
    const changes = pairs.flatMap(([from = "", to = ""]) =>
      compareSchemas(old[from]?.schema, now[to]?.schema, directions).map(({ path, text, wire, types }) => ({
        text: `${subject}${path.length > 0 ? `: \`${path.join(".")}\`` : ""} ${text}`,
        location: [...location, ...path],
        wire,
        types:
          types ??
          this.#rate(
            before,
            after,
            [...at, "content", from, ...path],
            [...at, "content", to, ...path],
            directions,
          ),
      })),
    );
    return [
      ...(removed.length > 0 ? [change(`was ${listing(was)}, is ${listing(is)}`, "major")] : []),
      ...(removed.length === 0 && fresh.length > 0
        ? [
            change(
              `can be ${listing(fresh)}, too`,
              "minor",
              isSent || this.#types.stillCompiles(before.fullName, after.fullName) ? "minor" : "major",
            ),
          ]
        : []),
      // The same body in several forms changes once.
      ...new Map(changes.map((one) => [one.text, one])).values(),
    ];
  }

  #behavior(before: OperationModel, after: OperationModel): OperationChange[] {
    const was = before.operation;
    const is = after.operation;
    const changes: OperationChange[] = [];
    const change = (text: string, wire: Impact, types: Impact, ...location: string[]) =>
      changes.push({ text, location, wire, types });
    const needed = was.security ?? this.#was.document.security;
    const needs = is.security ?? this.#is.document.security;
    const ways = waysIn(needed, this.#renamedSchemes);
    const waysNow = waysIn(needs);
    if (!isDeepStrictEqual(ways, waysNow)) {
      const stillDo = ways.every((way) => waysNow.some((now) => [...now].every((key) => way.has(key))));
      change(
        `needs ${requirement(needs)} now, needed ${requirement(needed)}`,
        stillDo ? "minor" : "major",
        "patch",
        "security",
      );
    }
    if (is.deprecated && !was.deprecated) change("is deprecated now", "patch", "minor", "deprecated");
    const [safe, stillSafe] = [safetyOf(before.method, was), safetyOf(after.method, is)];
    if (!isDeepStrictEqual(safe, stillSafe))
      change(
        stillSafe.safe ? "is now safe to retry" : "is no longer safe to retry",
        "patch",
        stillSafe.safe ? "minor" : "major",
        "x-safe",
      );
    if (!isDeepStrictEqual(pagingOf(was), pagingOf(is))) {
      const said = is["x-pagination"]
        ? was["x-pagination"]
          ? "is paged differently"
          : "is paged now"
        : "is not paged any more";
      change(said, "patch", is["x-pagination"] ? "minor" : "major", "x-pagination");
    }
    if (!isDeepStrictEqual(was["x-date-windows"], is["x-date-windows"]))
      change("has different date windows", "patch", "minor", "x-date-windows");
    if (!isDeepStrictEqual(was["x-item-key"], is["x-item-key"]))
      change("recognizes items by another field", "patch", "minor", "x-item-key");
    if (!isDeepStrictEqual(before.requireOneOf, after.requireOneOf)) {
      const [groups, now] = [before, after].map(({ requireOneOf }) =>
        requireOneOf.length > 0 ? requireOneOf : [[]],
      ) as [string[][], string[][]];
      const stillFits = groups.every((given) =>
        now.some((names) => names.every((name) => given.includes(name))),
      );
      const said = after.requireOneOf
        .map((names) => listing(names.map((name) => `\`${name}\``)))
        .join(", or ");
      const impact = stillFits ? "minor" : "major";
      change(
        said ? `needs parameters of the query: ${said}` : "needs no parameter of the query any more",
        impact,
        impact,
        "x-require-one-of",
      );
    }
    for (const word of ["summary", "description"] as const)
      if (was[word] !== is[word]) change(`has a different ${word}`, "patch", "patch", word);
    return changes;
  }

  #compareSchemas(): Change[] {
    const before = this.#was.document.components?.schemas ?? {};
    const after = this.#is.document.components?.schemas ?? {};
    return Object.keys(before).flatMap((name): Change[] => {
      const location = ["schema", name];
      const was = this.#typesOf(this.#was, name);
      const subject = `\`${was.received ?? was.sent ?? name}\``;
      if (!Object.hasOwn(after, name))
        return this.#was.users.get(name)?.methods.length && !this.#isOwn(name)
          ? []
          : [{ subject, text: "is no longer exported", location, types: "major", wire: "patch" }];
      const is = this.#typesOf(this.#is, this.#renamed.get(name) ?? name);
      const user = this.#is.users.get(name) ?? this.#was.users.get(name);
      const directions: ReadonlySet<Direction> = user?.directions ?? received;
      const used = user ? ` (${listing([...user.directions])} by ${listing(user.methods, 3)})` : "";
      return [
        ...this.#exportedNames(was, is, location),
        ...compareSchemas(before[name], after[name], directions).map(({ path, text, wire, types }) => ({
          subject: `\`${[is.received ?? is.sent ?? name, ...path].join(".").replaceAll(".[]", "[]")}\`${used}`,
          text,
          location: [...location, ...path],
          wire,
          types: types ?? this.#rateSchema(was, is, path, directions),
        })),
      ];
    });
  }

  #isOwn(name: string): boolean {
    return Object.hasOwn(this.#was.model.document.components?.schemas ?? {}, name);
  }

  #typesOf({ model, sentForms }: Side, name: string): TypeNamesOfSchema {
    const form = sentForms.get(name);
    return {
      received: model.typeNames.get(name),
      sent: form === undefined ? undefined : model.typeNames.get(form),
    };
  }

  #rateSchema(
    was: TypeNamesOfSchema,
    is: TypeNamesOfSchema,
    path: string[],
    directions: ReadonlySet<Direction>,
  ): Impact {
    const place = (exported: string | undefined) =>
      exported === undefined ? undefined : ([exported, ...path] as const);
    const impacts = [...directions].map((direction) => {
      const old = direction === "sent" ? (was.sent ?? was.received) : was.received;
      const now = direction === "sent" ? (is.sent ?? is.received) : is.received;
      return this.#types.rate(place(old), place(now), new Set([direction]));
    });
    return worst(impacts);
  }

  #exportedNames(was: TypeNamesOfSchema, is: TypeNamesOfSchema, location: string[]): Change[] {
    return (["received", "sent"] as const).flatMap((direction): Change[] => {
      const [from, to] = [was[direction], is[direction] ?? is.received];
      if (from === undefined || to === undefined || from === to) return [];
      const isSame = this.#types.isSame(from, to);
      return [
        {
          subject: `\`${from}\``,
          text: isSame ? `is called \`${to}\` now and has the same shape` : `is called \`${to}\` now`,
          location,
          types: isSame ? "minor" : "major",
          wire: "patch",
        },
      ];
    });
  }

  #compareRoots(): Change[] {
    const before = this.#was.document;
    const after = this.#is.document;
    const changes: Change[] = [];
    const change = (subject: string, text: string, location: string[], wire: Impact) =>
      changes.push({ subject, text, location, wire, types: "patch" });
    const servers = (document: OpenApiDocument) => (document.servers ?? []).map(({ url }) => url);
    const listed = (urls: string[]) => listing(urls) || "none";
    if (!isDeepStrictEqual(servers(before), servers(after)))
      change(
        "The servers",
        `were ${listed(servers(before))}, are ${listed(servers(after))}`,
        ["servers"],
        servers(before).every((url) => servers(after).includes(url)) ? "minor" : "major",
      );
    const was = before.components?.securitySchemes ?? {};
    const is = after.components?.securitySchemes ?? {};
    const renamed = this.#renamedSchemes;
    const names = new Set([...Object.keys(was), ...Object.keys(is)]);
    for (const name of renamed.values()) names.delete(name);
    for (const name of names) {
      const now = renamed.get(name) ?? name;
      const subject = `The security scheme \`${name}\``;
      const location = ["securityScheme", name];
      if (now !== name) change(subject, `is called \`${now}\` now`, location, "patch");
      if (!Object.hasOwn(is, now)) change(subject, "was removed", location, "major");
      else if (!Object.hasOwn(was, name)) change(subject, "is new", location, "minor");
      else if (!isDeepStrictEqual(bare(was[name]), bare(is[now])))
        change(subject, "is sent differently", location, "major");
      else if (was[name]?.description !== is[now]?.description)
        change(subject, documentationChanged, location, "patch");
    }
    for (const word of ["title", "version", "description"] as const)
      if (before.info[word] !== after.info[word])
        change(
          `The document's ${word}`,
          word === "description"
            ? "is different"
            : `was ${JSON.stringify(before.info[word])}, is ${JSON.stringify(after.info[word])}`,
          ["info", word],
          "patch",
        );
    return changes;
  }
}

/** `located` is the operation by whose old name the change is found again. */
function changeOf(
  operation: OperationModel,
  { text, location, types, wire }: OperationChange,
  located: OperationModel = operation,
): Change {
  return {
    subject: `\`${place.operation(operation.method, operation.path)}\` (\`${operation.fullName}\`)`,
    text,
    location: ["operation", place.operation(located.method, shapeOf(located.path)), ...location],
    types,
    wire,
  };
}

/** A method's arguments are positional: one that appears or goes moves those behind it. */
function signature(was: OperationModel, is: OperationModel): OperationChange[] {
  const before = argumentsOf(was);
  const after = argumentsOf(is);
  if (isDeepStrictEqual(before, after)) return [];
  return [
    {
      text: `the arguments of \`${is.fullName}\` were (${before.join(", ")}), are (${after.join(", ")})`,
      location: ["arguments"],
      types: "major",
      wire: "patch",
    },
  ];
}

function argumentsOf(method: OperationModel): string[] {
  return [
    ...method.pathArguments.map((_, index) => `path ${index + 1}`),
    ...(method.requestBody ? ["body"] : []),
    ...method.headerArguments.map(({ parameter }) => parameter.name),
    ...(method.queryType ? ["query"] : []),
    "options",
  ];
}

function parametersOf({ document }: Side, { path, method }: OperationModel): Parameter[] {
  return (document.paths[path]?.[method]?.parameters ?? []) as Parameter[];
}

function bodyOf({ document }: Side, { path, method }: OperationModel): RequestBody | undefined {
  return follow<RequestBody | undefined>(document, document.paths[path]?.[method]?.requestBody);
}

/** How the standard has a parameter written, in its own words. */
function formOf(parameter: Parameter): string {
  const [mediaType] = Object.keys(parameter.content ?? {});
  if (mediaType) return mediaType;
  const style = String(parameter.style ?? (/query|cookie/.test(parameter.in) ? "form" : "simple"));
  const isExploded = (parameter.explode as boolean | undefined) ?? style === "form";
  const words = [
    `style ${style}`,
    ...(isExploded === (style === "form") ? [] : [`explode ${isExploded}`]),
    ...(parameter.allowReserved ? ["allowReserved"] : []),
    ...(parameter["x-collection-format"] ? [`collectionFormat ${parameter["x-collection-format"]}`] : []),
  ];
  return words.join(", ");
}

/** How an operation is paged, whatever the operation of its further pages is called. */
function pagingOf({ "x-pagination": paging }: Operation): unknown {
  return isObject(paging) && paging.nextOperation !== undefined ? { ...paging, nextOperation: true } : paging;
}

/**
 * The sets of keys, with their scopes, any of which is enough to call the API, sorted; one empty set where no key is needed. Renamed
 * schemes have their new names.
 */
function waysIn(
  security: SecurityRequirement[] = [],
  renamed: ReadonlyMap<string, string> = new Map(),
): Set<string>[] {
  const ways = security.map((all) => {
    const keys = Object.entries(all).flatMap(([name, scopes]) => {
      const key = renamed.get(name) ?? name;
      return [key, ...scopes.map((scope) => `${key} ${scope}`)];
    });
    return new Set(keys.sort());
  });
  return ways.length > 0 ? ways.sort(byContent) : [new Set()];
}

function byContent(a: Set<string>, b: Set<string>): number {
  return [...a].join() < [...b].join() ? -1 : 1;
}

function requirement(security: SecurityRequirement[] | undefined): string {
  if (!security || security.length === 0) return "no key";
  return security
    .map(
      (all) =>
        Object.entries(all)
          .map(([scheme, scopes]) => `\`${scheme}\`${scopes.length > 0 ? ` (${scopes.join(", ")})` : ""}`)
          .join(" with ") || "no key",
    )
    .join(" or ");
}
