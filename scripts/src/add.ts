#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { listApis, UsageError } from "./apis.ts";
import { readArguments } from "./arguments.ts";
import { problemsOf } from "./check/check.ts";
import { listMethods } from "./codegen/readme.ts";
import { findGeneratedErrors, GeneratedCodeError } from "./compile.ts";
import { describeFailure } from "./failure.ts";
import { buildModel, type Model } from "./model/model.ts";
import { writeFiles } from "./output.ts";
import { checkCorrected, correct, generate } from "./pipeline.ts";
import { startProgress } from "./progress.ts";
import { hashSources, printProvenance, provenancePath } from "./provenance.ts";
import { readIncoming } from "./update/incoming.ts";
import type { UpdateEnvironment } from "./update.ts";
import { capitalize, count, identifier, isIdentifier } from "./words.ts";

const usage = `Usage: npm run add -- <name> --from <path>

Adds an API: its folder in specs/, a client package, and an entry point of the SDK, as far as its document allows.

  <name>          what the API is called, in lowercase letters and digits: the name of its folder, package and entry point
  --from <path>   the vendor's document: a file, a folder of Markdown pages, or - for standard input
  --help          this text
`;

/** Returns the exit code: 0 done, 1 a document that cannot be used, 2 called in the wrong way. */
export async function add(args: string[], environment: UpdateEnvironment): Promise<number> {
  const { root, cwd, stdout, stderr, standardInput } = environment;
  try {
    const { values, positionals } = readArguments(args, {
      from: { type: "string" },
      help: { type: "boolean", short: "h" },
    });
    const [api] = positionals;
    if (values.help) {
      stdout.write(usage);
      return 0;
    }
    checkName(root, api, positionals);
    if (values.from === undefined) throw new UsageError("Say with --from where the vendor's document is.");
    const from = values.from === "-" ? "-" : resolve(cwd, values.from);
    const sources = readIncoming(api, from, standardInput);
    const progress = startProgress(stderr, api);
    const corrected = correct({ api, sources, overlay: undefined }, progress.step);
    const model = buildModel(api, structuredClone(corrected.document), corrected.places);
    const problems = await problemsOf(() => checkCorrected(corrected));
    const files = new Map(sources.map(({ path, text }) => [path, text]));
    files.set(
      provenancePath(api),
      printProvenance({ url: undefined, retrieved: undefined, sha256: hashSources(api, sources) }),
    );
    // Without an overlay the code is what the document gives; with one it is made again.
    for (const [path, text] of await generate(corrected, progress.step)) files.set(path, text);
    for (const [path, text] of scaffold(root, model)) files.set(path, text);
    const errors = findGeneratedErrors(root, files);
    if (errors.length > 0) throw new GeneratedCodeError(errors);
    const written = writeFiles(root, files);
    progress.done(count(written.length, "file"));
    stdout.write(`${written.map((path) => `  ${path}\n`).join("")}\n${whatIsLeft(model, problems)}`);
    return 0;
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    stderr.write(`\n${failure.message}\n\n${failure.exitCode === 2 ? usage : "Nothing was written.\n"}`);
    return failure.exitCode;
  }
}

function checkName(root: string, api: string | undefined, names: string[]): asserts api is string {
  if (api === undefined || names.length > 1) throw new UsageError("Name one API.");
  if (!/^[a-z][a-z0-9]*$/.test(api))
    throw new UsageError(
      `"${api}" cannot be the name of an API: use lowercase letters and digits, beginning with a letter, such as "boats".`,
    );
  if (listApis(root).includes(api) || ["core", "transport", "testkit", "sdk"].includes(api))
    throw new UsageError(
      `There is already an API or a package "${api}". To replace its document, use npm run update.`,
    );
}

/** What the client of an API takes as a key. */
interface KeyOption {
  option: string;
  scheme: string;
  place: string;
  type: string;
  variable: string;
}

function keyOptionsOf({ api, security }: Model): KeyOption[] {
  const schemes = Object.entries(security.schemes);
  return schemes.map(([scheme, { in: location, name, isBasic }]) => {
    const option = schemes.length > 1 ? identifier(scheme) : isBasic ? "credentials" : "apiKey";
    const place = location === "query" ? `query parameter ${name}` : `${name}`;
    const type = isBasic ? "Credentials" : "string";
    const variable = `${api}_${option.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
    return { option, scheme, place, type, variable };
  });
}

/** The files around the generated ones: those of the classes API, fitted, and what differs by API. */
function scaffold(root: string, model: Model): Map<string, string> {
  const { api } = model;
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const files = new Map<string, string>();
  for (const name of ["LICENSE", "package.json", "tsconfig.build.json", "turbo.json", "src/internal.ts"])
    files.set(
      `packages/${api}-client/${name}`,
      read(`packages/classes-client/${name}`)
        .replaceAll("classes", api)
        .replace(
          /"description": ".*"/,
          `"description": ${JSON.stringify(`A typed client for the ${model.document.info.title}, made from a corrected document`)}`,
        )
        .replace(
          /"keywords": \[[^\]]*\]/,
          `"keywords": ${JSON.stringify([api, "openapi", "openapi-fetch", "typescript"])}`,
        ),
    );
  files.set(
    `packages/${api}-client/src/index.ts`,
    read("packages/classes-client/src/index.ts").replaceAll("Classes", capitalize(api)),
  );
  files.set(`packages/${api}-client/src/client.ts`, clientText(model));
  files.set(`packages/${api}-client/test/contract.test.ts`, contractText(model));
  files.set(`packages/${api}-client/README.md`, readmeText(model));
  files.set(`packages/sdk/src/${api}/index.ts`, sdkText(model));
  files.set(`packages/sdk/src/${api}/testing.ts`, testingText(model));
  files.set(
    `packages/sdk/src/${api}/validation.ts`,
    read("packages/sdk/src/classes/validation.ts")
      .replaceAll("Classes", capitalize(api))
      .replaceAll("classes", api),
  );
  files.set(
    `.changeset/${api}-added.md`,
    `---\n"@booking-apis/${api}-client": minor\n"@booking-apis/sdk": minor\n---\n\nA typed client and SDK for the ${model.document.info.title}.\n`,
  );

  const edit = (path: string, change: (text: string) => string): void => {
    if (!existsSync(join(root, path))) return;
    const before = read(path);
    const after = change(before);
    if (after === before) throw new Error(`${path} is not as this command expects it.`);
    files.set(path, after);
  };
  edit("packages/sdk/package.json", (text) => {
    const manifest = JSON.parse(text);
    const { "./package.json": last, ...entries } = manifest.exports;
    manifest.exports = {
      ...entries,
      [`./${api}`]: { types: `./dist/${api}/index.d.ts`, default: `./dist/${api}/index.js` },
      ...Object.fromEntries(
        ["testing", "validation"].map((name) => [
          `./${api}/${name}`,
          { types: `./dist/${api}/${name}.d.ts`, default: `./dist/${api}/${name}.js` },
        ]),
      ),
      "./package.json": last,
    };
    manifest.dependencies[`@booking-apis/${api}-client`] = "^0.0.0";
    manifest.dependencies = Object.fromEntries(Object.entries(manifest.dependencies).sort());
    return `${JSON.stringify(manifest, null, 2)}\n`;
  });
  edit("packages/sdk/src/live-check/apis.ts", (text) =>
    text.replace(
      /\};\n$/,
      `  ${api}: async () => ({
    create: (await import("../${api}/index.ts")).create${capitalize(api)},
    document: (await import("../${api}/generated/responses.ts")).document,
  }),
};
`,
    ),
  );
  edit("README.md", (text) =>
    text
      .replace(
        /(\n\| \[`@booking-apis\/transport`\])/,
        `\n| [\`@booking-apis/${api}-client\`](packages/${api}-client/README.md) | the layer below, for the ${model.document.info.title} |$1`,
      )
      .replace(
        /(?:.|\n)*<!-- end of the methods of .* -->\n/,
        (before) => `${before}\n${listMethods(model)}\n`,
      ),
  );
  edit(".github/workflows/drift.yml", (text) => text.replace(/api: \[(.*)\]/, `api: [$1, ${api}]`));
  return files;
}

function clientText(model: Model): string {
  const { api, document } = model;
  const name = capitalize(api);
  const keys = keyOptionsOf(model);
  const isBasic = keys.some(({ type }) => type === "Credentials");
  const server = (document.servers ?? []).find(({ url }) => !url.includes("{"))?.url;
  const variable = `${api.toUpperCase()}_BASE_URL`;
  const options = keys.map(
    ({ option, place, type, variable: environment }) => `  /**
   * A key of the API. Sent as \`${place}\`.
   * @default The environment variable \`${environment}\`.
   */
  ${option}?: ${type} | undefined;
`,
  );
  const names = [...keys.map(({ option }) => option), "baseUrl"]
    .map((option) => `${option}: true`)
    .join(", ");
  const entries = keys.map(
    ({ option, scheme, variable: environment }) =>
      `        ${option}: { scheme: api.securitySchemes${isIdentifier(scheme) ? `.${scheme}` : `[${JSON.stringify(scheme)}]`}, variable: "${environment}" },\n`,
  );
  return `import {
  type ConnectionOptions,
  connectionOptionNames,
  createApiClient,
${isBasic ? "  type Credentials,\n" : ""}  type NamesOf,
  type PathsClient,
} from "@booking-apis/transport/internal";
import createClient, { type Client } from "openapi-fetch";
import * as api from "./generated/operations.ts";
import type { paths } from "./generated/schema.ts";

/** The options of \`create${name}Client\`. */
export interface ${name}ClientOptions extends ConnectionOptions {
${options.join("")}  /**
   * Where the API is served: https, or http on a loopback host.
   * @default The environment variable \`${variable}\`${server === undefined ? "" : `, else \`"${server}"\``}.
   */
  baseUrl?: string | URL | undefined;
}

const optionNames: NamesOf<${name}ClientOptions> = { ...connectionOptionNames, ${names} };

/**
 * A client for the ${document.info.title} with a method for each HTTP method. Every path, parameter, body and response is typed.
 * A call resolves to \`data\` or \`error\`, with the \`response\`; it rejects only where no usable response came.
 */
export interface ${name}Client extends PathsClient<paths>, Pick<Client<paths>, "use" | "eject"> {}

/**
 * Creates a client for the ${document.info.title}.
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function create${name}Client(options: ${name}ClientOptions = {}): ${name}Client {
  return createApiClient(
    createClient,
    {
      ...api,
      optionNames,
      keys: {
${entries.join("")}      },
      accountKey: "${keys[0]?.option ?? ""}",
${server === undefined ? "" : `      baseUrl: ${JSON.stringify(server)},\n`}      baseUrlVariable: "${variable}",
    },
    options,
  ) as ${name}Client;
}
`;
}

/** Options with keys that are made up. */
function madeUpKeys(model: Model): string {
  // Keys that are sent in the same place are for a caller to choose among.
  const places = new Set<string>();
  const chosen = keyOptionsOf(model).filter(({ place }) => !places.has(place) && places.add(place));
  return chosen
    .map(
      ({ option, type }) =>
        `${option}: ${type === "string" ? `"${option}-of-a-test"` : `{ username: "user", password: "${option}-of-a-test" }`}, `,
    )
    .join("");
}

function contractText(model: Model): string {
  const name = capitalize(model.api);
  return `import type { AnyClient } from "@booking-apis/testkit";
import { describeContract } from "@booking-apis/testkit/vitest";
import { create${name}Client } from "../src/index.ts";
import { operations } from "../src/internal.ts";

const openapi = new URL("../../../specs/${model.api}/openapi.yaml", import.meta.url);
const connect = ({ baseUrl }: { baseUrl: string }) =>
  create${name}Client({ ${madeUpKeys(model)}maxRetries: 0, baseUrl }) as unknown as AnyClient;

describeContract({ openapi, operations, connect });
`;
}

function sdkText(model: Model): string {
  const { api, document, operations, keyCheck } = model;
  const name = capitalize(api);
  const isPaged = operations.some(({ pagination }) => pagination !== undefined);
  const internals = [...(keyCheck ? ["keyCheck"] : []), ...(isPaged ? ["sharedPagination"] : [])];
  return `import { type ${name}Client, type ${name}ClientOptions, create${name}Client } from "@booking-apis/${api}-client";
${internals.length > 0 ? `import { ${internals.join(", ")} } from "@booking-apis/${api}-client/internal";\n` : ""}import { callerOf } from "@booking-apis/transport/internal";
${keyCheck ? 'import { createCheck, type KeyCheck } from "../core/key-check.ts";\n' : ""}${isPaged ? 'import { createRequestList } from "../core/request-list.ts";\n' : ""}import { createRequest, createResources, ${isPaged ? "type ListRequests, " : ""}type Requests } from "../core/resources.ts";
import { withChanges } from "../core/with-changes.ts";
import type { Resources } from "./generated/resources.ts";
import { listing, replacing, table } from "./generated/table.ts";

export type * from "@booking-apis/${api}-client";
export * from "../core/public.ts";
export type * from "./generated/resources.ts";

/** The options of \`create${name}\`. */
export interface ${name}Options extends ${name}ClientOptions {}

/** The ${document.info.title}, by its resources. */
export interface ${name} extends Resources, Requests${isPaged ? ", ListRequests" : ""}${keyCheck ? ", KeyCheck" : ""} {}

/** The ${document.info.title}, by its resources. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all of them
export class ${name} {
  /** The typed client beneath the methods: the same keys, limits, limiter, hooks and middleware. */
  readonly client: ${name}Client;

  constructor(options: ${name}Options) {
    this.client = create${name}Client(options);
    const caller = callerOf(this.client);
    Object.assign(this, createResources<Resources>(caller, table, { listing, replacing }), {
      request: createRequest(caller),${keyCheck ? "\n      ...(keyCheck && { check: createCheck(caller, keyCheck) })," : ""}${isPaged ? "\n      ...(sharedPagination && { requestList: createRequestList(caller, sharedPagination) })," : ""}
    });
  }

  /** The same connection with other options, such as another account's key. It shares the limiter, the hooks and the \`fetch\`. */
  withOptions(changes: ${name}Options): ${name} {
    return new ${name}(withChanges(callerOf(this.client), changes));
  }
}

/**
 * The SDK of the ${document.info.title}.
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function create${name}(options: ${name}Options = {}): ${name} {
  return new ${name}(options);
}
`;
}

function testingText(model: Model): string {
  const { api, document } = model;
  const name = capitalize(api);
  return `import * as api from "@booking-apis/${api}-client/internal";
import type { TestClock } from "../testing/clock.ts";
import { createFake, type Fake, type FakeOptions } from "../testing/fake.ts";
import { error, type FakeMethods, methods } from "./generated/fake.ts";
import type { ${name}Options } from "./index.ts";

export * from "../testing/public.ts";
export type { FakeMethods } from "./generated/fake.ts";
export * from "./generated/samples.ts";

/** The options of an SDK or a client that talks to the fake. */
export interface Fake${name}Options extends ${name}Options {
  /** The clock of the fake. */
  clock: TestClock;
}

/** The ${document.info.title} in memory, for tests. */
export interface Fake${name} extends Fake<FakeMethods, Fake${name}Options> {}

/**
 * Makes the ${document.info.title} in memory, for tests of a program: no server, no key, no network. It responds with samples from the
 * corrected document, and remembers what is created, replaced and deleted.
 *
 * @example
 * const fake = createFake${name}();
 * const ${api} = create${name}(fake.options);
 */
export function createFake${name}(options: FakeOptions = {}): Fake${name} {
  return createFake<FakeMethods, Fake${name}Options>({ ...api, methods, error }, { ${madeUpKeys(model)} }, options);
}
`;
}

function readmeText(model: Model): string {
  const { api, document, operations } = model;
  const name = capitalize(api);
  const example = operations.find(
    ({ method, pathArguments, parameters }) =>
      method === "get" && pathArguments.length === 0 && !parameters.some(({ required }) => required),
  );
  return `# @booking-apis/${api}-client

A typed client for the ${document.info.title}, over [openapi-fetch](https://openapi-ts.dev/openapi-fetch/).

\`\`\`sh
npm install @booking-apis/${api}-client
\`\`\`

\`\`\`ts
import { create${name}Client } from "@booking-apis/${api}-client";

const ${api} = create${name}Client();
${example ? `const { data, error, response } = await ${api}.GET(${JSON.stringify(example.path)});\nconsole.log(data, error, response.status);\n` : ""}\`\`\`

Every path is in [API.md](API.md).
`;
}

function whatIsLeft({ api }: Model, problems: string[]): string {
  const steps = [
    ...(problems.length > 0
      ? [
          `Write specs/${api}/overlay.yaml (see specs/README.md), and run npm run regenerate -- ${api} until it passes. At present it reports:\n${problems.map((problem) => `     ${problem}`).join("\n")}`,
        ]
      : []),
    `Look at the key options in packages/${api}-client/src/client.ts: their names and environment variables are derived from the document.`,
    "Run npm install, so that the workspaces find each other; npm run surface, which records the new exports and sizes; and npm test.",
  ];
  return `What is left to do:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  process.exitCode = await add(process.argv.slice(2), {
    root,
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    standardInput: () => readFileSync(0),
  });
}
